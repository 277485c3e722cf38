import { goQuote } from '../text/goQuote';

/** Why a value does not fit a schema; a tree, as the schema is one. */
export interface Fault {
  /** Keys and indexes from the root of the values. */
  readonly path: readonly string[];
  readonly text: string;
  readonly causes: readonly Fault[];
  /** `group`: several faults of one value; `reference`: those of a schema behind `$ref`. */
  readonly kind: 'plain' | 'group' | 'reference';
}

/** Text of several faults of one value, and of a reference. */
const FAILED = 'validation failed';

/** A fault without causes of its own kind. */
export function fault(
  path: readonly string[],
  text: string,
  causes: readonly Fault[] = [],
): Fault {
  return { path, text, causes, kind: 'plain' };
}

/** One fault stays itself, several become a group; none is undefined. */
export function groupFaults(
  path: readonly string[],
  faults: readonly Fault[],
): Fault | undefined {
  return faults.length < 2
    ? faults[0]
    : { path, text: FAILED, causes: faults, kind: 'group' };
}

/** The fault of a schema that a `$ref` led to from the value at `path`. */
export function referenceFault(path: readonly string[], inner: Fault): Fault {
  return {
    path,
    text: FAILED,
    causes: inner.kind === 'group' ? inner.causes : [inner],
    kind: 'reference',
  };
}

/**
 * The lines of a fault as Helm prints them: `- at '/a/b': got string, want integer`,
 * causes indented by two spaces.
 * @see github.com/santhosh-tekuri/jsonschema/v6
 */
export function formatFaults(root: Fault): string {
  const faults = root.kind === 'group' ? root.causes : [root];
  return faults.map(item => formatFault(item, 0)).join('\n');
}

function formatFault(item: Fault, depth: number): string {
  if (item.kind === 'reference' && item.causes.length === 1) {
    return formatFault(item.causes[0], depth);
  }
  const line = `${'  '.repeat(depth)}- at ${quote(pointer(item.path))}: ${
    item.text
  }`;
  return [
    line,
    ...item.causes.map(cause => formatFault(cause, depth + 1)),
  ].join('\n');
}

function pointer(path: readonly string[]): string {
  return path
    .map(token => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** Single quotes, Go's escapes inside. */
export function quote(text: string): string {
  const escaped = goQuote(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'");
  return `'${escaped}'`;
}
