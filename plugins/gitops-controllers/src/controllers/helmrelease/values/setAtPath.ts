import { parseSetInto } from '@backstage-gitops/helm';
import type { Values } from '@backstage-gitops/helm';

/** A value that begins and ends with the same quote, as a lone quote does. */
const QUOTED = /^'[^]*'$|^"[^]*"$|^['"]$/;
const OUTER_QUOTES = /^['"]+|['"]+$/g;
/** Bytes that are not UTF-8, as texts keep them. */
const LONE_SURROGATES = /[\ud800-\udfff]/gu;
/** What the grammar of `--set` reads as more than text. */
const SYNTAX = /[\\,[\]{}]/g;

/**
 * Sets a value at a path in the grammar of `--set`, where `a,b=c` are two
 * assignments and a quoted value stays text.
 * @throws HelmError - code VALUES, with the words of Helm's parser
 * @see fluxcd/pkg chartutil, ReplacePathValue
 */
export function setAtPath(values: Values, path: string, value: string): void {
  if (!QUOTED.test(value)) {
    assign(values, path, value, 'typed');
    return;
  }
  assign(values, path, value.replace(OUTER_QUOTES, ''), 'string');
}

/**
 * Sets a text at a path as it is, whatever it contains.
 * @throws HelmError - code VALUES: the path is wrong
 * @see fluxcd/pkg chartutil, ReplacePathLiteralValue
 */
export function setLiteralAtPath(
  values: Values,
  path: string,
  value: string,
): void {
  assign(values, path, value.replace(SYNTAX, '\\$&'), 'string');
}

function assign(
  values: Values,
  path: string,
  text: string,
  type: 'typed' | 'string',
): void {
  const line = `${path}=${text}`.replace(LONE_SURROGATES, '\ufffd');
  parseSetInto(line, values, type);
}
