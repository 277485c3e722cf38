import { KustomizeError, withPrefix } from '../errors';
import { baseName } from '../load/path';
import { decodeUtf8 } from './dataValue';

/** Content of one key of a ConfigMap or Secret. */
export interface KeyValue {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Where the keys come from. */
interface KeyValueSources {
  readonly envs?: readonly string[];
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
}

/**
 * Reads the keys of a generator: env files, then literals, then files.
 * @throws KustomizeError - invalid-config, not-found, load-restriction
 */
export function readKeyValues(
  { envs = [], literals = [], files = [] }: KeyValueSources,
  load: (path: string) => Uint8Array,
): KeyValue[] {
  return [
    ...withPrefix(`env source files: [${envs.join(' ')}]`, () =>
      envs.flatMap(path => parseEnvFile(load(path), path)),
    ),
    ...withPrefix(`literal sources [${literals.join(' ')}]`, () =>
      literals.map(parseLiteral),
    ),
    ...withPrefix(`file sources: [${files.join(' ')}]`, () =>
      files.map(source => {
        const { key, path } = parseFileSource(source);
        return { key, value: load(path) };
      }),
    ),
  ];
}

function parseLiteral(source: string): KeyValue {
  const equals = source.indexOf('=');
  if (equals <= 0) {
    throw new KustomizeError(
      'invalid-config',
      `invalid literal source ${source}, expected key=value`,
    );
  }
  return {
    key: source.slice(0, equals),
    value: new TextEncoder().encode(withoutQuotes(source.slice(equals + 1))),
  };
}

function withoutQuotes(text: string): string {
  const first = text[0];
  const isQuoted =
    text.length >= 2 &&
    (first === '"' || first === "'") &&
    text.endsWith(first);
  return isQuoted ? text.slice(1, -1) : text;
}

function parseFileSource(source: string): { key: string; path: string } {
  const parts = source.split('=');
  if (parts.length === 1) return { key: baseName(source), path: source };
  if (parts.length > 2) {
    throw new KustomizeError(
      'invalid-config',
      `source "${source}" key name or file path contains '='`,
    );
  }
  const [key, path] = parts;
  if (key === '') {
    throw new KustomizeError(
      'invalid-config',
      `missing key name for file path "${path}" in source "${source}"`,
    );
  }
  if (path === '') {
    throw new KustomizeError(
      'invalid-config',
      `missing file path for key name "${key}" in source "${source}"`,
    );
  }
  return { key, path };
}

/** Longest line that is read; what follows a longer one is left out, as in kustomize. */
const MAX_LINE = 64 * 1024;

const LEADING_SPACE =
  /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function parseEnvFile(content: Uint8Array, path: string): KeyValue[] {
  const result: KeyValue[] = [];
  let start = 0;
  for (let line = 0; start < content.length; line++) {
    const newline = content.indexOf(0x0a, start);
    const end = newline < 0 ? content.length : newline;
    if (end - start >= MAX_LINE) break;
    const text = decodeUtf8(withoutReturn(content.subarray(start, end)));
    start = end + 1;
    if (text === undefined) {
      throw new KustomizeError(
        'invalid-config',
        `line ${line + 1} has invalid utf8 bytes`,
        { file: path, line: line + 1 },
      );
    }
    const pair = parseEnvLine(line === 0 ? text.replace(/^\ufeff/, '') : text);
    if (pair !== undefined) result.push(pair);
  }
  return result;
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line[line.length - 1] === 0x0d ? line.subarray(0, -1) : line;
}

function parseEnvLine(line: string): KeyValue | undefined {
  const text = line.replace(LEADING_SPACE, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const equals = text.indexOf('=');
  const key = equals < 0 ? text : text.slice(0, equals);
  if (key === '') return undefined;
  const value = equals < 0 ? '' : text.slice(equals + 1);
  return { key, value: new TextEncoder().encode(value) };
}
