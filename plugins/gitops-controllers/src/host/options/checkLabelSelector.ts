/** Where a word stands decides whether `in` and `notin` are operators. */
interface Token {
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
}

/** A text that is no label selector. */
class LabelSelectorError extends Error {
  override readonly name = 'LabelSelectorError';
}

const TOKEN = /\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))/y;
const NAME = /^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)$/;
const PREFIX =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_NAME = 63;
const MAX_PREFIX = 253;
const SET_OPERATORS = ['in', 'notin'];
const VALUE_OPERATORS = ['=', '==', '!='];
const ORDER_OPERATORS = ['<', '>'];

/** `found "x", expected y`; `end of text` stands for nothing. */
function unexpected({ kind, text }: Token, expected: string): Error {
  const found = kind === 'end' ? 'end of text' : `"${text}"`;
  return new LabelSelectorError(`found ${found}, expected ${expected}`);
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    tokens.push(
      match[1] === undefined
        ? { kind: 'word', text: match[2] }
        : { kind: 'symbol', text: match[1] },
    );
  }
  return tokens;
}

function requireKey(key: string): void {
  const parts = key.split('/');
  const name = parts[parts.length - 1];
  const isName = NAME.test(name) && name.length <= MAX_NAME;
  const isPrefix =
    parts.length === 1 ||
    (parts.length === 2 &&
      PREFIX.test(parts[0]) &&
      parts[0].length <= MAX_PREFIX);
  if (!isName || !isPrefix) {
    throw new LabelSelectorError(`"${key}" is no key of a label`);
  }
}

function requireValue(value: string): void {
  if (value !== '' && !(NAME.test(value) && value.length <= MAX_NAME)) {
    throw new LabelSelectorError(`"${value}" is no value of a label`);
  }
}

const END: Token = { kind: 'end', text: '' };

/** Reads the tokens of one selector from left to right. */
class SelectorReader {
  #position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Requirements, separated by commas; none at all select everything. */
  read(): void {
    if (this.#peek().kind === 'end') return;
    for (;;) {
      this.#readRequirement();
      const next = this.#take();
      if (next.kind === 'end') return;
      if (next.text !== ',') throw unexpected(next, '"," or end of text');
    }
  }

  /** `key`, `!key`, `key = value`, `key in (a, b)`, `key > 1`. */
  #readRequirement(): void {
    const isNegated = this.#peek().text === '!';
    if (isNegated) this.#take();
    const key = this.#take();
    if (key.kind !== 'word') throw unexpected(key, 'the key of a label');
    requireKey(key.text);
    if (isNegated || this.#isAtEndOfRequirement()) return;
    this.#readValues(this.#take());
  }

  #readValues(operator: Token): void {
    const { text } = operator;
    if (operator.kind === 'word' && SET_OPERATORS.includes(text)) {
      this.#readSet();
    } else if (VALUE_OPERATORS.includes(text)) {
      requireValue(this.#readValue());
    } else if (ORDER_OPERATORS.includes(text)) {
      const value = this.#readValue();
      if (!/^[+-]?\d+$/.test(value)) {
        throw new LabelSelectorError(`"${value}" is no whole number`);
      }
      requireValue(value);
    } else {
      throw unexpected(operator, 'in, notin, =, ==, !=, < or >');
    }
  }

  #readValue(): string {
    if (this.#isAtEndOfRequirement()) return '';
    const value = this.#take();
    if (value.kind !== 'word') throw unexpected(value, 'a value');
    return value.text;
  }

  /** `(a, b)`; a place left empty stands for the empty value. */
  #readSet(): void {
    const start = this.#take();
    if (start.text !== '(') throw unexpected(start, '"("');
    for (;;) {
      if (this.#peek().kind === 'word') requireValue(this.#take().text);
      const next = this.#take();
      if (next.text === ')') return;
      if (next.text !== ',') throw unexpected(next, '"," or ")"');
    }
  }

  #isAtEndOfRequirement(): boolean {
    const { kind, text } = this.#peek();
    return kind === 'end' || text === ',';
  }

  #peek(): Token {
    return this.tokens[this.#position] ?? END;
  }

  #take(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

/**
 * Checks a label selector as the API server reads it: `app=web,tier in (a, b)`.
 * @returns what is wrong with it; undefined where nothing is
 * @see k8s.io/apimachinery pkg/labels, "Parse"
 */
export function checkLabelSelector(text: string): string | undefined {
  try {
    new SelectorReader(tokensOf(text)).read();
    return undefined;
  } catch (error) {
    if (error instanceof LabelSelectorError) return error.message;
    throw error;
  }
}
