import type { FunctionMap } from '../values/goFunction';

export interface ParseOptions {
  /** Functions that the text may name; others are a parse error. Default: Go's builtins only. */
  readonly functions?: FunctionMap;
}

/** A parsed text: its own template and those it defines. Immutable, may be cached and shared. */
export interface ParsedTemplate {
  readonly name: string;
}

/**
 * Parses one template text.
 * @throws GoTemplateError - code PARSE, worded as Go words it
 */
export declare function parseTemplate(
  name: string,
  text: string,
  options?: ParseOptions,
): ParsedTemplate;
