import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { isObject, JsonObject } from '../json';
import { isQuantity, parseQuantity } from './quantity';
import { childSchema, Schema } from './Schema';

const ESCAPES: readonly [RegExp, string][] = [
  [/__/g, '__underscores__'],
  [/\./g, '__dot__'],
  [/-/g, '__dash__'],
  [/\//g, '__slash__'],
];

/** A JSON value as CEL sees it under a schema: integers as int, date-times as timestamps. */
export function toCel(schema: Schema | undefined, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(item => toCel(schema?.items, item));
  }
  if (isObject(value)) {
    const out: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      out[escapeName(key)] = toCel(childSchema(schema, key), item);
    }
    return out;
  }
  if (
    typeof value === 'number' &&
    schema?.type !== 'number' &&
    Number.isInteger(value)
  ) {
    return BigInt(value);
  }
  if (typeof value === 'string' && schema?.format === 'date-time') {
    return new Date(value);
  }
  return value;
}

/** Field names that CEL cannot spell are escaped. */
function escapeName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.includes('__')
    ? name
    : ESCAPES.reduce(
        (text, [pattern, replacement]) => text.replace(pattern, replacement),
        name,
      );
}

type Comparable = bigint | number | string;

const isSorted = (list: Comparable[]) =>
  list.every((item, index) => index === 0 || list[index - 1] <= item);
const extreme = (list: Comparable[], sign: 1 | -1) =>
  list.reduce((best, item) =>
    (sign > 0 ? item > best : item < best) ? item : best,
  );

/** A CEL environment with the functions that Kubernetes adds. */
export function celEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
  const add = (signature: string, handler: (...values: never[]) => unknown) => {
    try {
      environment.registerFunction(
        signature,
        handler as (...values: unknown[]) => unknown,
      );
    } catch {
      // the library brings this one itself
    }
  };
  add('list.isSorted(): bool', (list: Comparable[]) => isSorted(list));
  add('list.sum(): dyn', (list: (bigint | number)[]) =>
    list.reduce(
      (sum, item) => ((sum as number) + (item as number)) as number,
      typeof list[0] === 'number' ? 0 : (0n as never),
    ),
  );
  add('list.min(): dyn', (list: Comparable[]) => extreme(list, -1));
  add('list.max(): dyn', (list: Comparable[]) => extreme(list, 1));
  add('list.indexOf(dyn): int', (list: unknown[], item: unknown) =>
    BigInt(list.indexOf(item)),
  );
  add('list.lastIndexOf(dyn): int', (list: unknown[], item: unknown) =>
    BigInt(list.lastIndexOf(item)),
  );
  add(
    'string.find(string): string',
    (text: string, pattern: string) => findAll(text, pattern)[0] ?? '',
  );
  add('string.findAll(string): list', (text: string, pattern: string) =>
    findAll(text, pattern),
  );
  add('string.lowerAscii(): string', (text: string) =>
    text.replace(/[A-Z]/g, item => item.toLowerCase()),
  );
  add('string.upperAscii(): string', (text: string) =>
    text.replace(/[a-z]/g, item => item.toUpperCase()),
  );
  add('string.trim(): string', (text: string) => text.trim());
  add('string.charAt(int): string', (text: string, at: bigint) =>
    text.charAt(Number(at)),
  );
  add(
    'string.replace(string, string): string',
    (text: string, from: string, to: string) => text.split(from).join(to),
  );
  add('string.split(string): list', (text: string, separator: string) =>
    text.split(separator),
  );
  add('isURL(string): bool', (text: string) => isUrl(text));
  add('isQuantity(string): bool', (text: string) => isQuantity(text));
  add('quantity(string): double', (text: string) => parseQuantity(text));
  return environment;
}

function findAll(text: string, pattern: string): string[] {
  const matcher = RE2JS.compile(pattern).matcher(text);
  const found: string[] = [];
  while (matcher.find()) {
    found.push(matcher.group() ?? '');
  }
  return found;
}

function isUrl(text: string): boolean {
  try {
    return new URL(text).host !== undefined;
  } catch {
    return text.startsWith('/');
  }
}
