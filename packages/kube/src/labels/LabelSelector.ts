/** Where a word stands decides whether `in` and `notin` are operators. */
interface Token {
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
}

/** A text that is no label selector; the message says where it goes wrong. */
export class LabelSelectorError extends Error {
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
const WHOLE_NUMBER = /^-?\d+$/;

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

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

const valueOf = (labels: Labels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

const isAmong =
  (key: string, values: ReadonlySet<string>): Requirement =>
  labels => {
    const value = valueOf(labels, key);
    return value !== undefined && values.has(value);
  };

const not =
  (requirement: Requirement): Requirement =>
  labels =>
    !requirement(labels);

/** `key > 1`, `key < 1`: labels that are no whole number fit neither. */
function isBeyond(key: string, operator: string, bound: string): Requirement {
  const limit = BigInt(bound);
  return labels => {
    const value = valueOf(labels, key);
    if (value === undefined || !WHOLE_NUMBER.test(value)) return false;
    return operator === '>' ? BigInt(value) > limit : BigInt(value) < limit;
  };
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
  read(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#peek().kind === 'end') return requirements;
    for (;;) {
      requirements.push(this.#readRequirement());
      const next = this.#take();
      if (next.kind === 'end') return requirements;
      if (next.text !== ',') throw unexpected(next, '"," or end of text');
    }
  }

  /** `key`, `!key`, `key = value`, `key in (a, b)`, `key > 1`. */
  #readRequirement(): Requirement {
    const isNegated = this.#peek().text === '!';
    if (isNegated) this.#take();
    const key = this.#take();
    if (key.kind !== 'word') throw unexpected(key, 'the key of a label');
    requireKey(key.text);
    const exists: Requirement = labels =>
      valueOf(labels, key.text) !== undefined;
    if (isNegated) return not(exists);
    return this.#isAtEndOfRequirement()
      ? exists
      : this.#readValues(key.text, this.#take());
  }

  #readValues(key: string, { kind, text }: Token): Requirement {
    if (kind === 'word' && SET_OPERATORS.includes(text)) {
      const isIn = isAmong(key, this.#readSet());
      return text === 'in' ? isIn : not(isIn);
    }
    if (VALUE_OPERATORS.includes(text)) {
      const value = this.#readValue();
      requireValue(value);
      const isEqual = isAmong(key, new Set([value]));
      return text === '!=' ? not(isEqual) : isEqual;
    }
    if (ORDER_OPERATORS.includes(text)) {
      const value = this.#readValue();
      if (!WHOLE_NUMBER.test(value)) {
        throw new LabelSelectorError(`"${value}" is no whole number`);
      }
      requireValue(value);
      return isBeyond(key, text, value);
    }
    throw unexpected({ kind, text }, 'in, notin, =, ==, !=, < or >');
  }

  #readValue(): string {
    if (this.#isAtEndOfRequirement()) return '';
    const value = this.#take();
    if (value.kind !== 'word') throw unexpected(value, 'a value');
    return value.text;
  }

  /** `(a, b)`; a place left empty stands for the empty value. */
  #readSet(): Set<string> {
    const start = this.#take();
    if (start.text !== '(') throw unexpected(start, '"("');
    const values = new Set<string>();
    for (;;) {
      const value = this.#peek().kind === 'word' ? this.#take().text : '';
      requireValue(value);
      values.add(value);
      const next = this.#take();
      if (next.text === ')') return values;
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
 * Parses a label selector as the API server reads it: `app=web,tier in (a, b)`.
 * @returns whether labels fit it; an empty text fits all labels
 * @throws LabelSelectorError
 * @see k8s.io/apimachinery pkg/labels, "Parse"
 */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  const requirements = new SelectorReader(tokensOf(text)).read();
  return labels => requirements.every(fits => fits(labels));
}
