import { Analysis } from './analysis';
import { isWord } from '../read/characters';
import { YamlError } from '../errors';
import { Style, YamlNode } from '../node';
import { resolvePlainTag } from '../resolve';
import { longTag, shortTag, TAG_PREFIX } from '../tags';

/** Longest key, in bytes with its anchor and tag, that is written as `key: `. */
const SIMPLE_KEY_LENGTH = 128;

/** The tag of a node as it is written; handle and suffix '' for none. */
export interface TagText {
  handle: string;
  suffix: string;
}

const NO_TAG: TagText = { handle: '', suffix: '' };

/** A node made ready to be written. */
export interface Prepared {
  node: YamlNode;
  tag: TagText;
  analysis: Analysis | undefined;
  forceQuotes: boolean;
}

/**
 * The style that a scalar is written in: its own, unless the place or the
 * value forbids it.
 */
export function scalarStyle(
  prepared: Prepared,
  inFlow: boolean,
  isKey: boolean,
): number {
  const analysis = prepared.analysis as Analysis;
  const { value } = prepared.node;
  let style = wantedStyle(prepared);
  if (isKey && analysis.multiline) {
    style = Style.Double;
  }
  if (style === 0) {
    const isFree = inFlow ? analysis.plainInFlow : analysis.plainInBlock;
    const isHidden = value === '' && (inFlow || isKey);
    style = isFree && !isHidden ? 0 : Style.Single;
  }
  if (style === Style.Single && !analysis.singleQuoted) {
    style = Style.Double;
  }
  if (
    (style === Style.Literal || style === Style.Folded) &&
    (!analysis.block || inFlow || isKey)
  ) {
    style = Style.Double;
  }
  return style;
}

function wantedStyle({ node, forceQuotes }: Prepared): number {
  for (const style of [
    Style.Double,
    Style.Single,
    Style.Literal,
    Style.Folded,
  ]) {
    // eslint-disable-next-line no-bitwise
    if ((node.style & style) !== 0) {
      return style;
    }
  }
  if (node.value.includes('\n')) {
    return Style.Literal;
  }
  return forceQuotes ? Style.Double : 0;
}

/**
 * The tag that has to be written: none where the reader would find the same
 * one without it.
 */
export function writtenTag(node: YamlNode): {
  tag: string;
  forceQuotes: boolean;
} {
  // eslint-disable-next-line no-bitwise
  if (node.tag === '' || (node.style & Style.Tagged) !== 0) {
    return { tag: node.tag, forceQuotes: false };
  }
  const tag = shortTag(node.tag);
  if (node.kind !== 'scalar') {
    const implied = node.kind === 'mapping' ? '!!map' : '!!seq';
    return { tag: tag === implied ? '' : node.tag, forceQuotes: false };
  }
  // eslint-disable-next-line no-bitwise
  const isQuoted = (node.style & ~(Style.Tagged | Style.Flow)) !== 0;
  if (tag === '!!str' && isQuoted) {
    return { tag: '', forceQuotes: false };
  }
  if (resolvePlainTag(node.value, 'yaml.v3') === tag) {
    return { tag: '', forceQuotes: false };
  }
  return tag === '!!str'
    ? { tag: '', forceQuotes: true }
    : { tag: node.tag, forceQuotes: false };
}

export function splitTag(tag: string): TagText {
  if (tag === '') {
    return NO_TAG;
  }
  const long = longTag(tag);
  if (long.startsWith('!')) {
    return { handle: '!', suffix: long.slice(1) };
  }
  return long.startsWith(TAG_PREFIX)
    ? { handle: '!!', suffix: long.slice(TAG_PREFIX.length) }
    : { handle: '', suffix: long };
}

export function escapeTag(text: string): string {
  return text.replace(/[^\w\-;/?:@&=+$,.~*'()[\]]/gu, character => {
    const octets = [...new TextEncoder().encode(character)];
    return octets
      .map(octet => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('');
  });
}

export function checkAnchor(name: string, what: 'anchor' | 'alias'): void {
  if (name === '') {
    throw new YamlError('TYPE', `yaml: ${what} value must not be empty`);
  }
  for (let at = 0; at < name.length; at++) {
    if (!isWord(name.charCodeAt(at))) {
      throw new YamlError(
        'TYPE',
        `yaml: ${what} value must contain alphanumerical characters only`,
      );
    }
  }
}

/** Whether a key can be written as `key: ` without a `?`. */
export function isSimpleKey({ node, tag, analysis }: Prepared): boolean {
  if (node.kind === 'alias') {
    return node.value.length <= SIMPLE_KEY_LENGTH;
  }
  if (analysis?.multiline || (!analysis && node.content.length > 0)) {
    return false;
  }
  const length = node.anchor.length + tag.handle.length + tag.suffix.length;
  return length + byteLength(node.value) <= SIMPLE_KEY_LENGTH;
}

function byteLength(text: string): number {
  return text.length > SIMPLE_KEY_LENGTH || text.length * 3 <= 64
    ? text.length
    : new TextEncoder().encode(text).length;
}
