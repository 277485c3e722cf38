/** Kinds of tokens; `symbol` are operators and the words `in`, `true`, `false`, `null`. */
export type TokenKind =
  | 'bytes'
  | 'end'
  | 'escapedIdent'
  | 'float'
  | 'ident'
  | 'int'
  | 'string'
  | 'symbol'
  | 'uint';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly position: number;
}

/** A text that is no token. */
interface LexicalFault {
  readonly position: number;
  readonly text: string;
}

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?\x60]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const plain = (quote: string) =>
  String.raw`${quote}(?:${ESCAPE}|[^\\${quote}\n\r])*${quote}`;
const long = (quote: string) =>
  String.raw`${quote}{3}(?:${ESCAPE}|[^\\])*?${quote}{3}`;
const raw = (quote: string) =>
  String.raw`[rR](?:${quote}{3}[^]*?${quote}{3}|${quote}[^${quote}\n\r]*${quote})`;
const TEXT = [
  ...[raw('"'), raw("'"), long('"'), long("'"), plain('"'), plain("'")],
].join('|');

/** Kinds in the order in which they are tried. */
const PATTERNS = {
  space: String.raw`(?:[\t \r\n\f]|\/\/[^\n]*)+`,
  bytes: `[bB](?:${TEXT})`,
  string: TEXT,
  float: String.raw`\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?`,
  uint: String.raw`(?:0x[0-9a-fA-F]+|\d+)[uU]`,
  int: String.raw`0x[0-9a-fA-F]+|\d+`,
  ident: String.raw`[A-Za-z_][A-Za-z0-9_]*`,
  escapedIdent: '`[A-Za-z0-9_.\\-/ ]+`',
  symbol: String.raw`&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}]`,
};
const KINDS = Object.keys(PATTERNS) as (TokenKind | 'space')[];
const TOKEN = Object.values(PATTERNS)
  .map(pattern => `(${pattern})`)
  .join('|');
const WORDS = new Set(['in', 'true', 'false', 'null']);

/** Where the text that is no token ends: a quote takes its line with it. */
function faultEnd(text: string, position: number): number {
  const quote = /[rRbB]*(["'])/y;
  quote.lastIndex = position;
  const found = quote.exec(text);
  if (!found) {
    // The first half of an operator takes what follows with it.
    if ('&|='.includes(text[position])) {
      return Math.min(text.length, position + 2);
    }
    const unit = text.codePointAt(position) ?? 0;
    return position + (unit > 0xffff ? 2 : 1);
  }
  const rest = text.slice(quote.lastIndex);
  const stop =
    /\\(?!(?:[abfnrtv"'\\?\x60]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}))[^]?|\n/.exec(
      rest,
    );
  return stop ? quote.lastIndex + stop.index + stop[0].length : text.length;
}

/** After so many faults the rest is not looked at. */
const MAX_FAULTS = 10;

/** Takes a text apart; texts that are no token are reported and skipped. */
export function tokenize(text: string): {
  tokens: Token[];
  faults: LexicalFault[];
} {
  const tokens: Token[] = [];
  const faults: LexicalFault[] = [];
  const pattern = new RegExp(TOKEN, 'y');
  let position = 0;
  while (position < text.length && faults.length < MAX_FAULTS) {
    pattern.lastIndex = position;
    const found = pattern.exec(text);
    const end = found ? pattern.lastIndex : faultEnd(text, position);
    if (found) {
      const token = tokenOf(found, position);
      if (token) tokens.push(token);
    } else faults.push({ position, text: text.slice(position, end) });
    position = end;
  }
  tokens.push({ kind: 'end', text: '<EOF>', position: text.length });
  return { tokens, faults };
}

function tokenOf(found: RegExpExecArray, position: number): Token | undefined {
  const [text] = found;
  const kind = KINDS[found.indexOf(text, 1) - 1];
  if (kind === 'space') return undefined;
  const isWord = kind === 'ident' && WORDS.has(text);
  return { kind: isWord ? 'symbol' : kind, text, position };
}
