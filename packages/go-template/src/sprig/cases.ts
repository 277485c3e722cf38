import { validText } from '../values/utf8';
import { isSpace, lowerRune, upperRune } from './letters';

type WordKind =
  | 'connector'
  | 'punctuation'
  | 'upper'
  | 'alphabet'
  | 'number'
  | 'other'
  | 'none';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

function isConnector(rune: string): boolean {
  return rune === '-' || rune === '_' || isSpace(rune);
}

/** Letters without cases: the Chinese characters that xstrings knows. */
const NOT_ALPHABETIC = /[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]/u;

function kindOfRune(cluster: string): WordKind {
  const rune = validPart(cluster);
  if (isConnector(rune)) {
    return 'connector';
  }
  if (/\p{P}/u.test(rune)) {
    return 'punctuation';
  }
  if (/\p{Lu}/u.test(rune)) {
    return 'upper';
  }
  if (/\p{L}/u.test(rune) && !NOT_ALPHABETIC.test(rune)) {
    return 'alphabet';
  }
  return /\p{N}/u.test(rune) ? 'number' : 'other';
}

function endOfRun(
  runes: readonly string[],
  from: number,
  belongs: (rune: string) => boolean,
): number {
  let end = from;
  while (end < runes.length && belongs(runes[end])) {
    end += 1;
  }
  return end;
}

/** `HTTPStatus` is `HTTP` and `Status`; `Status` is one word. */
function endOfUpper(runes: readonly string[], from: number): number {
  const isKind = (kind: WordKind) => (rune: string) =>
    kindOfRune(rune) === kind;
  const end = endOfRun(runes, from, isKind('upper'));
  if (end - from === 1) {
    return endOfRun(runes, end, isKind('alphabet'));
  }
  const goesOn = end < runes.length && isKind('alphabet')(runes[end]);
  return goesOn ? end - 1 : end;
}

function endOfWord(runes: readonly string[], from: number): number {
  const kind = kindOfRune(runes[from]);
  switch (kind) {
    case 'upper':
      return endOfUpper(runes, from);
    case 'punctuation':
      return endOfRun(runes, from, rune => /\p{P}/u.test(validPart(rune)));
    default:
      return endOfRun(runes, from, rune => kindOfRune(rune) === kind);
  }
}

/** Characters; bytes that are not UTF-8 go with the character after them, or at the end before. */
const CLUSTER =
  /[\ufffd\udc80-\udcff]*[^\ufffd\udc80-\udcff](?:[\ufffd\udc80-\udcff]+$)?|[\ufffd\udc80-\udcff]+$/gu;

function validPart(cluster: string): string {
  return cluster.replace(/[\ufffd\udc80-\udcff]/gu, '');
}

function wordsOf(text: string): Word[] {
  const runes: string[] = text.match(CLUSTER) ?? [];
  const words: Word[] = [];
  for (let at = 0; at < runes.length; ) {
    const end = endOfWord(runes, at);
    words.push({
      kind: kindOfRune(runes[at]),
      text: runes.slice(at, end).join(''),
    });
    at = end;
  }
  return words;
}

const NO_WORD: Word = { kind: 'none', text: '' };
const isLowerOrNumber = ({ kind }: Word) =>
  kind === 'alphabet' || kind === 'number';
const isSeparator = ({ kind }: Word) =>
  kind === 'connector' || kind === 'punctuation';

/** Words joined by a connector, in lower case: snake_case and kebab-case. */
class LowerCaseWriter {
  private out = '';
  private index = 0;

  constructor(
    private readonly words: readonly Word[],
    private readonly connector: string,
  ) {}

  run(): string {
    while (this.index + 1 < this.words.length) {
      this.step();
    }
    this.write(this.current());
    return this.out;
  }

  private current(): Word {
    return this.words[this.index] ?? NO_WORD;
  }

  private hasMore(): boolean {
    return this.index + 1 < this.words.length;
  }

  private step(): void {
    const word = this.current();
    if (word.kind !== 'connector') {
      this.write(word);
    }
    this.index += 1;
    switch (word.kind) {
      case 'number':
        this.writeTail();
        break;
      case 'connector':
        this.write(word);
        break;
      case 'punctuation':
        break;
      default:
        this.afterLetters();
    }
  }

  /** Letters and numbers that stay with a number before them. */
  private writeTail(): void {
    while (isLowerOrNumber(this.current())) {
      this.write(this.current());
      this.index += 1;
    }
    if (this.current() !== NO_WORD && !isSeparator(this.current())) {
      this.out += this.connector;
    }
  }

  private afterLetters(): void {
    const number = this.current();
    if (number.kind !== 'number') {
      if (!isSeparator(number)) {
        this.out += this.connector;
      }
      return;
    }
    if (!this.hasMore()) {
      return;
    }
    this.index += 1;
    if (this.current().kind === 'alphabet') {
      this.out += this.connector;
      this.write(number);
      this.writeTail();
      return;
    }
    this.write(number);
    if (!isSeparator(this.current())) {
      this.out += this.connector;
    }
  }

  private write(word: Word): void {
    if (word.kind === 'connector') {
      this.out += Array.from(validText(word.text), rune =>
        isConnector(rune) ? this.connector : rune,
      ).join('');
    } else if (word.kind === 'upper') {
      this.out += Array.from(validText(word.text), lowerRune).join('');
    } else {
      this.out += word.text;
    }
  }
}

/** `FirstName` becomes `first_name` (connector `_`) or `first-name`. */
export function joinLowerCase(text: string, connector: string): string {
  return new LowerCaseWriter(wordsOf(text), connector).run();
}

/** `http_server` becomes `HttpServer`. */
export function pascalCase(text: string): string {
  const runes = Array.from(validText(text));
  const start = endOfRun(runes, 0, isConnector);
  const last = runes[runes.length - 1] ?? '';
  if (start === runes.length) {
    return runes.join('') + last;
  }
  if (start === runes.length - 1) {
    return runes.slice(0, -1).join('') + upperRune(last);
  }
  return runes.slice(0, start).join('') + joinWords(runes.slice(start));
}

/** `runes` starts with a character that is no connector. */
function joinWords(runes: readonly string[]): string {
  let lowersUpper = /\p{Lu}/u.test(runes[0]);
  let previous = upperRune(runes[0]);
  let out = '';
  for (const original of runes.slice(1)) {
    let rune = original;
    if (isConnector(rune) && isConnector(previous)) {
      out += previous;
      previous = rune;
      continue;
    }
    const isUpper = /\p{Lu}/u.test(rune);
    if (isConnector(previous)) {
      lowersUpper = isUpper;
      rune = upperRune(rune);
    } else {
      if (lowersUpper && isUpper) {
        rune = lowerRune(rune);
      } else {
        lowersUpper = false;
      }
      out += previous;
    }
    previous = rune;
  }
  return out + previous;
}
