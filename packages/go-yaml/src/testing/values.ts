import type { Random } from '@backstage-gitops/random';

const PIECES = [
  ...['a', 'B', 'z', '1', '2', '10', '0', '007', ' ', '  ', '-', '_', '.', '/'],
  ...[':', ': ', ' #', '#', '\n', '\n\n', '\t', '"', "'", '\\', '{', '}', '['],
  ...[']', ',', '&', '*', '!', '|', '>', '%', '@', '`', '?', '~', '=', '<'],
  ...['é', '日', '\u00a0', '\u2028', '\ufeff', '😀', '\u0085', '\r', '\0'],
  ...['yes', 'true', 'null', 'NaN', '.inf', '1e3', '0x1F', '1_000', '12:30'],
  ...['2001-01-01', 'word word word word word word word', 'x'.repeat(60)],
];

const NUMBERS = [
  ...[0, 1, -1, 42, 0.1, -0.5, 1e6, 1234567.5, 123456.7, 1e20, 1e21, 1e-7],
  ...[1.5e300, 9007199254740992, 18446744073709552000, 1e19, -1e19, 5e-324],
];

/** Makes random JSON texts of all shapes, with difficult strings and keys. */
export class ValueGenerator {
  constructor(private readonly random: Random) {}

  text(): string {
    return JSON.stringify(this.value(0));
  }

  private value(depth: number): unknown {
    const { random } = this;
    const kind = random.below(depth > 3 ? 6 : 10);
    if (kind === 0) {
      return random.pick([null, true, false, [], {}]);
    }
    if (kind === 1) {
      return random.pick(NUMBERS);
    }
    if (kind < 6) {
      return this.string();
    }
    const count = random.below(5);
    if (kind < 8) {
      return Array.from({ length: count }, () => this.value(depth + 1));
    }
    return Object.fromEntries(
      Array.from({ length: count }, () => [
        this.string(),
        this.value(depth + 1),
      ]),
    );
  }

  private string(): string {
    const { random } = this;
    const length = random.chance(0.1) ? random.below(40) : random.below(5);
    return Array.from({ length }, () => random.pick(PIECES)).join('');
  }
}
