import { parseTemplate } from '../parse/parseTemplate';
import {
  type CompiledTemplate,
  compileTemplate,
} from '../compile/compileTemplate';
import { GoError, GoTemplateError } from '../errors';
import { quoteGo } from '../format/quote';
import type { GoFunction } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import { Budget } from './budget';
import type { CallContext } from './callContext';
import type { Environment } from './environment';
import { Frame } from './frame';
import { isStackOverflow } from './stackOverflow';
import type { TemplateEntry, TemplateSet } from './templateSet';

/** How often one template may include itself, directly or not (Helm's bound). */
const MAX_INCLUDES_OF_ONE = 1000;
/** When the stack ends before that, so many includes of one template are what filled it. */
const SURELY_NESTED = 50;

function nestedReference(name: string): GoError {
  return new GoError(
    `rendering template has a nested reference name: ${name}: unable to execute template`,
    new GoError('unable to execute template'),
  );
}

/** One run of a template of a set, with everything that it calls. */
export class Execution implements CallContext {
  constructor(
    readonly set: TemplateSet,
    readonly budget: Budget,
    readonly environment: Environment,
    private readonly included: Map<string, number> = new Map(),
  ) {}

  get missingKey() {
    return this.set.missingKey;
  }

  findFunction(name: string): GoFunction | undefined {
    return this.set.functions?.get(name);
  }

  spend(steps: number): void {
    this.budget.spend(steps);
  }

  allowText(characters: number): void {
    this.budget.allow(characters);
  }

  /** The closures of a template of the set, compiled when first asked for. */
  compile(entry: TemplateEntry): CompiledTemplate {
    return compileTemplate(entry);
  }

  /** @throws GoTemplateError - code NO_TEMPLATE when the set lacks it */
  execute(name: string, data: GoValue): string {
    const found = this.set.find(name);
    if (!found) {
      throw new GoTemplateError(
        'NO_TEMPLATE',
        `template: no template ${quoteGo(
          name,
        )} associated with template ${quoteGo(this.set.name)}`,
      );
    }
    // A nil that is handed in is no value at all: its fields are none, not a fault.
    const dot = data ?? undefined;
    const frame = new Frame(this.compile(found), this, dot, 0);
    frame.source.body(frame);
    return frame.output;
  }

  include(name: string, data: GoValue): string {
    const count = this.included.get(name) ?? 0;
    if (count > MAX_INCLUDES_OF_ONE) {
      throw nestedReference(name);
    }
    this.included.set(name, count + 1);
    try {
      return this.execute(name, data);
    } catch (error) {
      throw count >= SURELY_NESTED && isStackOverflow(error)
        ? nestedReference(name)
        : error;
    } finally {
      this.included.set(name, count);
    }
  }

  executeText(text: string, data: GoValue): string {
    const copy = this.set.extend();
    try {
      copy.addText(
        parseTemplate(copy.name, text, { functions: copy.functions }),
      );
    } catch (error) {
      throw wrapped(`cannot parse template ${quoteGo(text)}`, error);
    }
    const inner = new Execution(
      copy,
      this.budget,
      this.environment,
      this.included,
    );
    try {
      return inner.execute(copy.name, data).replaceAll('<no value>', '');
    } catch (error) {
      throw wrapped(
        `error during tpl function execution for ${quoteGo(text)}`,
        error,
      );
    }
  }
}

function wrapped(what: string, error: unknown): unknown {
  return error instanceof GoTemplateError && !error.isLimit
    ? new GoError(`${what}: ${error.message}`, error)
    : error;
}
