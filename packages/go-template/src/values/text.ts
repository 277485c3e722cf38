import { printPlain } from '../format/printer';
import type { GoValue } from './goValue';
import { elementsOf } from './reflect';
import { decodeUtf8 } from './utf8';

/** Sprig's text of a value: strings and bytes as they are, others as `%v`. */
export function textOf(value: GoValue): string {
  return value instanceof Uint8Array ? decodeUtf8(value) : printPlain(value);
}

/** Sprig's list of texts: the elements of a slice without nils, or the one value. */
export function textsOf(value: GoValue): string[] {
  const elements = elementsOf(value);
  if (elements) {
    return elements
      .filter(item => item !== null && item !== undefined)
      .map(textOf);
  }
  return value === null || value === undefined ? [] : [textOf(value)];
}
