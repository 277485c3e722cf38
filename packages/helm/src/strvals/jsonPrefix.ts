import type { GoValue } from '@backstage-gitops/go-template';
import { HelmError } from '../errors';
import { fromJson } from '../values/fromJson';

const SCALAR =
  /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[^"\\]|\\.)*")/s;

/**
 * Reads the JSON value that a text begins with.
 * @returns the value and its text
 * @throws HelmError - code VALUES: the text does not begin with a JSON value
 */
export function readJsonPrefix(text: string): { value: GoValue; text: string } {
  const source = prefixOf(text);
  try {
    return { value: fromJson(source), text: source };
  } catch (error) {
    throw new HelmError('VALUES', 'not a JSON value', { cause: error });
  }
}

function prefixOf(text: string): string {
  if (text[0] !== '{' && text[0] !== '[') {
    return SCALAR.exec(text)?.[0] ?? text;
  }
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '"') {
      index += stringLength(text, index) - 1;
    } else if (char === '{' || char === '[') {
      depth++;
    } else if (char === '}' || char === ']') {
      depth--;
      if (depth === 0) {
        return text.slice(0, index + 1);
      }
    }
  }
  return text;
}

/** Length of the string literal at `start`, or up to the end of the text. */
function stringLength(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') {
      index++;
    } else if (text[index] === '"') {
      return index - start + 1;
    }
  }
  return text.length - start;
}
