import {
  createNode,
  decode,
  isBase60,
  resolveScalar,
  Style,
} from '@backstage-gitops/go-yaml';
import type { YamlNode } from '@backstage-gitops/go-yaml';
import type { ScalarRange } from './scalarRange';

/** A piece of a text that is replaced. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What stands for itself without quotes wherever a value may stand. */
const BARE = /^[A-Za-z0-9_./][A-Za-z0-9_.+/@:-]*$/;
/** Tags of values that are no strings. */
const OTHER_TAGS = /^!!(?:int|float|bool|null|timestamp|binary)$/;

/** Whether a value without quotes is a string in YAML 1.1 and 1.2. */
function isPlainString(value: string): boolean {
  if (!BARE.test(value) || value.endsWith(':') || isBase60(value)) return false;
  const node = createNode('scalar', { value });
  return (
    resolveScalar(node).tag === '!!str' &&
    typeof decode(value, { dialect: 'sigs' }) === 'string'
  );
}

/** In the quotes of the node, or in those that it needs. */
function writeLine(value: string, { style }: YamlNode): string {
  /* eslint-disable no-bitwise -- styles are flags */
  if (style & Style.Single) return `'${value.replaceAll("'", "''")}'`;
  const isDouble = (style & Style.Double) !== 0;
  /* eslint-enable no-bitwise */
  return isDouble || !isPlainString(value) ? JSON.stringify(value) : value;
}

/** Spaces in front of the first line that has more than them. */
function indentOf(text: string): string {
  return /^(?:[ \t]*\r?\n)*( *)/.exec(text)?.[1] ?? '';
}

/** Keeps comment and indentation; the block ends with the value. */
function writeBlock(
  text: string,
  { start, end }: ScalarRange,
  node: YamlNode,
  value: string,
): Edit[] {
  const header = /^[|>][-+0-9]*/.exec(text.slice(start))?.[0] ?? '';
  const headerEnd = start + header.length;
  const content = text.indexOf('\n', start) + 1;
  if (content === 0 || content >= end) {
    return [{ start, end: headerEnd, text: writeLine(value, node) }];
  }
  const lines = text.slice(content, end);
  const lineBreak = /\r?\n$/.exec(lines)?.[0] ?? '';
  const line = value === '' ? '' : `${indentOf(lines)}${value}${lineBreak}`;
  return [
    { start, end: headerEnd, text: `${header[0]}-` },
    { start: content, end, text: line },
  ];
}

/**
 * How a value is written in place of another: in its style, or in quotes where
 * it would be no string without them. Only what differs is edited.
 */
export function writeScalar(
  text: string,
  range: ScalarRange,
  node: YamlNode,
  value: string,
): Edit[] {
  /* eslint-disable no-bitwise -- styles are flags */
  if (node.style & (Style.Literal | Style.Folded)) {
    return writeBlock(text, range, node, value);
  }
  /* eslint-enable no-bitwise */
  const { start, end, tag } = range;
  const edit = { start, end, text: writeLine(value, node) };
  // A tag for a number would not fit the new value.
  return tag && OTHER_TAGS.test(node.tag)
    ? [{ ...tag, text: '' }, edit]
    : [edit];
}
