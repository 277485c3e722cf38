import type { FunctionMap } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import type { ParsedTemplate } from '../parse/parseTemplate';
import type { Environment } from './environment';
import type { Limits } from './limits';

/** What a missing map key gives: Go's option `missingkey`. */
export type MissingKey = 'default' | 'zero' | 'error';

export interface TemplateSetOptions {
  /** Name that errors and `tpl` texts carry. Default: `gotpl`, as in Helm. */
  readonly name?: string;
  /** Functions besides Go's builtins. Default: none. */
  readonly functions?: FunctionMap;
  /** Default: `default`. Helm uses `zero`, with --strict `error`. */
  readonly missingKey?: MissingKey;
  readonly environment?: Environment;
  readonly limits?: Partial<Limits>;
}

/** A group of templates that can call each other, as Go's template.Template. */
export declare class TemplateSet {
  constructor(options?: TemplateSetOptions);
  /**
   * Parses `text` and adds it and its `define`s.
   * @throws GoTemplateError - code PARSE
   */
  parse(name: string, text: string): void;
  /** Adds what {@link parseTemplate} returned; parsed templates may be shared by many sets. */
  add(parsed: ParsedTemplate): void;
  has(name: string): boolean;
  /** Executes a template; `undefined` bytes see decodeUtf8/encodeUtf8. */
  execute(name: string, data: GoValue): string;
}
