import { goInt64, type GoValue } from '@backstage-gitops/go-template';
import { HelmError, wrapError } from '../errors';
import { fromJson } from '../values/fromJson';
import { isTable, mergeMaps, type Values } from '../values/values';
import { SetParser } from './setParser';

const MAX_INT64 = 2n ** 63n - 1n;

/**
 * Adds a `--set` line, e.g. `a.b=1,list[0]=x,names={p,q}`, to `values`.
 * `true`, `false`, `null` and whole numbers get their type.
 * @returns `values`, changed
 * @throws HelmError - code VALUES
 */
export function parseSet(text: string, values: Values = new Map()): Values {
  return parse(text, values, 'set', typedValue);
}

/** Adds a `--set-string` line: every value is a string. */
export function parseSetString(
  text: string,
  values: Values = new Map(),
): Values {
  return parse(text, values, 'set-string', value => value);
}

/**
 * Adds a line as {@link parseSet} does, or {@link parseSetString}, for callers
 * that name what they read themselves: a failure has the parser's words alone.
 * @returns `values`, changed
 * @throws HelmError - code VALUES
 */
export function parseSetInto(
  text: string,
  values: Values,
  type: 'typed' | 'string',
): Values {
  const convert = type === 'typed' ? typedValue : (value: string) => value;
  new SetParser(text, { kind: 'text', convert }).parseInto(values);
  return values;
}

/**
 * Adds a `--set-file` line: each value is the content of the file that it names.
 * @param readFile - content of a file; may throw, its message is reported
 */
export function parseSetFile(
  text: string,
  values: Values,
  readFile: (path: string) => string,
): Values {
  return parse(text, values, 'set-file', readFile);
}

/** Adds a `--set-literal` line: `key=` and a string that is taken verbatim. */
export function parseSetLiteral(
  text: string,
  values: Values = new Map(),
): Values {
  return reporting('set-literal', () => {
    new SetParser(text, { kind: 'literal' }).parseInto(values);
    return values;
  });
}

/**
 * Adds a `--set-json` line: `key=<JSON>,…` or one JSON object, which is merged.
 * @returns `values`, changed, or a new table after a merge
 */
export function parseSetJson(text: string, values: Values = new Map()): Values {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    return mergeMaps(values, parseJsonObject(trimmed, text));
  }
  try {
    new SetParser(text, { kind: 'json' }).parseInto(values);
    return values;
  } catch (error) {
    throw new HelmError('VALUES', `failed parsing --set-json data ${text}`, {
      cause: error,
    });
  }
}

function parseJsonObject(json: string, text: string): Values {
  let parsed: GoValue;
  try {
    parsed = fromJson(json);
  } catch (error) {
    throw new HelmError(
      'VALUES',
      `failed parsing --set-json data JSON: ${text}`,
      { cause: error },
    );
  }
  return isTable(parsed) ? parsed : new Map();
}

function parse(
  text: string,
  values: Values,
  flag: string,
  convert: (text: string) => GoValue,
): Values {
  return reporting(flag, () => {
    new SetParser(text, { kind: 'text', convert }).parseInto(values);
    return values;
  });
}

function reporting(flag: string, run: () => Values): Values {
  try {
    return run();
  } catch (error) {
    throw wrapError(error, 'VALUES', `failed parsing --${flag} data`);
  }
}

function typedValue(text: string): GoValue {
  if (/^(?:true|false)$/iu.test(text)) {
    return /^true$/iu.test(text);
  }
  if (/^null$/iu.test(text)) {
    return null;
  }
  if (text === '0') {
    return goInt64(0);
  }
  return wholeNumber(text) ?? text;
}

/** Numbers with a leading zero stay text, as do those beyond 64 bits. */
function wholeNumber(text: string): GoValue | undefined {
  if (!/^(?:[1-9]\d*|[+-]\d+)$/.test(text)) {
    return undefined;
  }
  const value = BigInt(text.replace('+', ''));
  return value > MAX_INT64 || value < -MAX_INT64 - 1n
    ? undefined
    : goInt64(value);
}
