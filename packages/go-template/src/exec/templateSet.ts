import { isEmptyTree, TemplateTree } from '../parse/parser';
import { ParsedTemplate, parseTemplate } from '../parse/parseTemplate';
import type { FunctionMap } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import { normalizeText } from '../values/utf8';
import { Budget, limitError } from './budget';
import type { Environment } from './environment';
import { Execution } from './execution';
import { DEFAULT_LIMITS, Limits } from './limits';
import { isStackOverflow } from './stackOverflow';

/** What a missing map key gives: Go's option `missingkey`. */
export type MissingKey = 'default' | 'zero' | 'error';

export interface TemplateSetOptions {
  /** Name of the group, which `tpl` texts carry in errors. Default: `gotpl`, as in Helm. */
  readonly name?: string;
  /** Functions besides Go's builtins. Default: none. */
  readonly functions?: FunctionMap;
  /** Default: `default`. Helm uses `zero`, with --strict `error`. */
  readonly missingKey?: MissingKey;
  /** Clock, randomness, lookup. Default: see {@link Environment}. */
  readonly environment?: Environment;
  /** Default: {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<Limits>;
}

/** A template of a set with the text that it came from. */
export interface TemplateEntry {
  readonly tree: TemplateTree;
  readonly source: ParsedTemplate;
}

/** A group of templates that can call each other, as Go's template.Template. */
export class TemplateSet {
  readonly name: string;
  readonly functions: FunctionMap | undefined;
  readonly missingKey: MissingKey;
  private readonly environment: Environment;
  private readonly limits: Limits;
  private readonly templates = new Map<string, TemplateEntry>();
  private base: TemplateSet | undefined;

  constructor(private readonly options: TemplateSetOptions = {}) {
    this.name = options.name ?? 'gotpl';
    this.functions = options.functions;
    this.missingKey = options.missingKey ?? 'default';
    this.environment = options.environment ?? {};
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /**
   * Parses `text` and adds it and its `define`s; a later definition replaces
   * an earlier one unless it is empty.
   * @throws GoTemplateError - code PARSE
   */
  parse(name: string, text: string): void {
    this.add(parseTemplate(name, text, { functions: this.functions }));
  }

  /** Adds what {@link parseTemplate} returned; one parsed text may be in many sets. */
  add(source: ParsedTemplate): void {
    for (const tree of source.trees.values()) {
      if (!isEmptyTree(tree.root) || !this.find(tree.name)) {
        this.templates.set(tree.name, { tree, source });
      }
    }
  }

  /**
   * Adds a text to execute it (for `tpl`): its own template replaces one of
   * the same name even when it is empty, as Go executes the new one then.
   */
  addText(source: ParsedTemplate): void {
    this.add(source);
    const tree = source.trees.get(source.name);
    if (tree) {
      this.templates.set(tree.name, { tree, source });
    }
  }

  /** True when a template of that name is in the set. */
  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** The template of that name, undefined when there is none. */
  find(name: string): TemplateEntry | undefined {
    return this.templates.get(name) ?? this.base?.find(name);
  }

  /** A set with these templates, to which more can be added without changing this one. */
  extend(): TemplateSet {
    const copy = new TemplateSet(this.options);
    copy.base = this;
    return copy;
  }

  /**
   * Executes a template and returns what it writes. A byte that is not UTF-8
   * is kept as {@link encodeUtf8} describes.
   * @throws GoTemplateError - codes EXECUTE, NO_TEMPLATE and LIMIT_…
   */
  execute(name: string, data: GoValue): string {
    const now = this.environment.now ?? (() => 0);
    const budget = new Budget(this.limits, now);
    const execution = new Execution(this, budget, this.environment);
    try {
      return normalizeText(execution.execute(name, data));
    } catch (error) {
      throw asLimit(error);
    }
  }
}

/** What the JavaScript engine reports when the stack or a size is at its end. */
function asLimit(error: unknown): unknown {
  if (isStackOverflow(error)) {
    return limitError('LIMIT_DEPTH', 'templates or values nest too deeply');
  }
  const { name, message } = Object(error) as Partial<Error>;
  return name === 'RangeError'
    ? limitError('LIMIT_OUTPUT', `a value is too large (${message})`)
    : error;
}
