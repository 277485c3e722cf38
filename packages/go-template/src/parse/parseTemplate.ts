import { GoTemplateError } from '../errors';
import type { FunctionMap } from '../values/goFunction';
import { BUILTIN_NAMES } from '../builtins/builtinNames';
import { Parser, TemplateTree } from './parser';

/** Options of {@link parseTemplate}. */
export interface ParseOptions {
  /** Functions that the text may name besides Go's builtins; others are a parse error. */
  readonly functions?: FunctionMap;
}

/** A parsed text: its own template and those it defines. Immutable; may be cached and shared. */
export interface ParsedTemplate {
  readonly name: string;
  readonly text: string;
  /** Templates by name, that of the text itself last. */
  readonly trees: ReadonlyMap<string, TemplateTree>;
}

/**
 * Parses one template text.
 * @param name - the template's name, which errors carry
 * @throws GoTemplateError - code PARSE, worded as Go's text/template words it
 */
export function parseTemplate(
  name: string,
  text: string,
  options: ParseOptions = {},
): ParsedTemplate {
  const { functions } = options;
  const parser = new Parser(
    name,
    text,
    word => functions?.has(word) === true || BUILTIN_NAMES.has(word),
  );
  try {
    parser.parse();
  } catch (error) {
    if (error instanceof RangeError) {
      const message = `template: ${name}: nested too deeply`;
      throw new GoTemplateError('LIMIT_DEPTH', message, undefined, error);
    }
    throw error;
  }
  return { name, text, trees: parser.trees };
}
