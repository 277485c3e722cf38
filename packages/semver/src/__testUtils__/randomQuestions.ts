import { Random } from '@backstage-gitops/random';

/** What the Go program in test/oracle/semver is asked. */
export interface Question {
  readonly constraint: string;
  readonly versions: readonly string[];
  readonly includePrerelease: boolean;
}

const NUMBERS = [
  ...['0', '0', '0', '1', '1', '1', '2', '2', '3', '10', '11', '2025', '2026'],
  ...['01', '007', '00', '9007199254740991', '9007199254740993'],
];
const ODD_NUMBERS = ['18446744073709551615', '18446744073709551616', '1|2'];
const WILDCARDS = ['x', 'X', '*'];
const PRERELEASES = [
  ...['0', 'rc.1', 'rc.2', 'rc.10', 'alpha', 'alpha.1', 'beta', '1', '2', '10'],
  ...['x.y', '-', '--1', 'a-b', '18446744073709551616', '0a'],
];
const ODD_PRERELEASES = ['01', 'rc.01', 'rc..1', 'ü'];
const METADATA = ['build', '1', 'a.b', '-', 'sha-01'];
const OPERATORS = [
  ...['', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^'],
  ...['', '>=', '<', '^', '~'],
];
const ODD_OPERATORS = ['==', '!', '><', '~=', '^^'];
const SPACES = ['', '', '', '', ' ', '  ', '\t', '\n'];
const ODD_SPACES = ['\u00a0', '\v', '\u3000'];
const SEPARATORS = [' ', ' ', ', ', ',', ' , ', '  ', '\t'];
const ODD_SEPARATORS = ['', ',,', '|'];
const HYPHENS = [' - ', ' - ', '  -\t'];
const ODD_HYPHENS = [' -', '-', ' - - '];
const NOISE = ['|', '.', '-', '+', 'v', 'a', '1.2.3.4', 'ü', '"', '%', '- '];

/** Random ranges with versions to check, more than half of the ranges well formed. */
export class RandomQuestions {
  private readonly random: Random;
  /** Share of odd pieces in the present question. */
  private oddShare = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** One range with so many versions. */
  next(versions: number): Question {
    const { chance, times } = this.random;
    const bounds: string[] = [];
    this.oddShare = chance(0.3) ? 0.1 : 0;
    return {
      constraint: this.constraint(bounds),
      versions: times(versions, () => this.version(bounds)),
      includePrerelease: chance(0.1),
    };
  }

  private constraint(bounds: string[]): string {
    const { weighted, times, chance, pick } = this.random;
    const count = weighted([
      [60, 1],
      [25, 2],
      [10, 3],
      [1, 33],
      [1, 60],
    ]);
    const text = times(count, () => this.alternative(bounds)).join(
      pick(['||', ' || ', '|| ']),
    );
    return chance(this.oddShare) ? this.insertNoise(text) : text;
  }

  private pickOdd(usual: readonly string[], odd: readonly string[]): string {
    const { chance, pick } = this.random;
    return pick(chance(this.oddShare) ? odd : usual);
  }

  private alternative(bounds: string[]): string {
    const { weighted, pick, chance } = this.random;
    const count = weighted([
      [55, 1],
      [30, 2],
      [10, 3],
      [this.oddShare * 20, 0],
    ]);
    let text = this.pickOdd(SPACES, ODD_SPACES);
    for (let index = 0; index < count; index++) {
      const bound = this.bound();
      bounds.push(bound);
      text += index > 0 ? this.pickOdd(SEPARATORS, ODD_SEPARATORS) : '';
      text += chance(0.15)
        ? bound + this.pickOdd(HYPHENS, ODD_HYPHENS) + this.bound()
        : this.pickOdd(OPERATORS, ODD_OPERATORS) + pick(SPACES) + bound;
    }
    return text + this.pickOdd(SPACES, ODD_SPACES);
  }

  /** A version of a range: with wildcards, parts missing, a `v`. */
  private bound(): string {
    const { chance, pick, weighted, times } = this.random;
    const parts = weighted([
      [20, 1],
      [30, 2],
      [50, 3],
      [this.oddShare * 20, 4],
    ]);
    const numbers = times(parts, () =>
      chance(0.12) ? pick(WILDCARDS) : this.pickOdd(NUMBERS, ODD_NUMBERS),
    );
    return `${chance(0.1) ? 'v' : ''}${numbers.join('.')}${this.rest()}`;
  }

  /** A version near to a bound of the range, or any. */
  private version(bounds: readonly string[]): string {
    const { chance, pick, below } = this.random;
    let text = this.bound();
    if (bounds.length > 0 && chance(0.7)) {
      const parts = pick(bounds)
        .replace(/[xX*|]/g, () => pick(['0', '1', '5']))
        .split('.');
      if (chance(0.5)) {
        parts[below(parts.length)] = pick(NUMBERS);
      }
      text = parts.join('.');
    }
    text = text.replace(/[xX*]/g, () => String(below(3)));
    return chance(0.03) ? this.insertNoise(text) : text;
  }

  private rest(): string {
    const { chance, pick } = this.random;
    return (
      (chance(0.25) ? `-${this.pickOdd(PRERELEASES, ODD_PRERELEASES)}` : '') +
      (chance(0.1) ? `+${pick(METADATA)}` : '')
    );
  }

  private insertNoise(text: string): string {
    const { below, pick, chance } = this.random;
    const at = below(text.length + 1);
    const noise = chance(0.05) ? '1'.repeat(300) : pick(NOISE);
    return text.slice(0, at) + noise + text.slice(at);
  }
}
