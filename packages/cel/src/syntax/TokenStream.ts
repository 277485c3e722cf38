import type { Diagnostic } from '../errors';
import type { Token } from './Lexer';
import { tokenize } from './Lexer';
import type { Source } from './Source';

/** Ends the parsing at the first fault of the grammar. */
export class Stop {
  constructor(readonly position: number, readonly message: string) {}
}

/** Reads tokens one by one, and collects faults. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #faults: Diagnostic[];
  #next = 0;

  constructor(readonly source: Source) {
    const { tokens, faults } = tokenize(source.text);
    this.#tokens = tokens;
    this.#faults = faults.map(({ position, text }) => {
      const shown = text.replace(/\n/g, '\\n');
      const message = `Syntax error: token recognition error at: '${shown}'`;
      return source.at(position, message);
    });
  }

  get faults(): readonly Diagnostic[] {
    return this.#faults;
  }

  get current(): Token {
    return this.#tokens[this.#next];
  }

  /** A token that comes later; the end is repeated. */
  ahead(count: number): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(last, this.#next + count)];
  }

  take(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  is(text: string): boolean {
    const { kind, text: found } = this.current;
    return kind === 'symbol' && found === text;
  }

  accept(text: string): Token | undefined {
    return this.is(text) ? this.take() : undefined;
  }

  /** @throws Stop - something else comes */
  expect(text: string, fault: 'mismatched' | 'missing'): Token {
    return this.accept(text) ?? this.unexpected(`'${text}'`, fault);
  }

  /** @throws Stop */
  unexpected(
    expected: string,
    fault: 'mismatched' | 'extraneous' | 'missing',
  ): never {
    const { position, text } = this.current;
    const message =
      fault === 'missing'
        ? `missing ${expected} at '${text}'`
        : `${fault} input '${text}' expecting ${expected}`;
    throw new Stop(position, `Syntax error: ${message}`);
  }

  report(position: number, message: string): void {
    this.#faults.push(this.source.at(position, message));
  }
}
