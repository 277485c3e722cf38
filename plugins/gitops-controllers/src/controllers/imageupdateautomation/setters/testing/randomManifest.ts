import type { Random } from '@backstage-gitops/random';

/** A YAML text with marked values. */
export interface RandomManifest {
  readonly text: string;
  /** What stands around the marked values, in order; must stay. */
  readonly kept: readonly string[];
}

/** Setters that markers may name, with one that no policy has. */
const NAMES = ['', ':tag', ':name', ':digest'].flatMap(part => [
  `apps:web${part}`,
  `apps:api${part}`,
  `apps:none${part}`,
]);
/** Between two pieces that are kept; no text has it. */
const SLOT = '\u0001';
const SCALARS = [
  'web:1',
  'a b',
  '1.10',
  'true',
  'é😀',
  'x#y',
  'ghcr.io/a/b:v1@sha256:0',
  '~',
];

/** Writes one text. */
class Writer {
  readonly #random: Random;
  #keys = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  document(): string {
    return this.#mapping(0, 0);
  }

  #marker(): string {
    const { pick, chance } = this.#random;
    const space = chance(0.3) ? ' ' : '';
    return `#${space} {"$imagepolicy":${space}"${pick(NAMES)}"${space}}`;
  }

  #scalar(): string {
    const { pick, below } = this.#random;
    const value = pick(SCALARS);
    return [value, JSON.stringify(value), `'${value}'`, `!!str ${value}`][
      below(4)
    ];
  }

  /** A marked value, from its first byte to its last. */
  #marked(indent: number): string {
    const { below, chance, pick } = this.#random;
    const marker = this.#marker();
    const anchor = chance(0.15) ? `&k${(this.#keys += 1)} ` : '';
    const style = below(8);
    if (style === 0) {
      const header = `${pick(['|', '>'])}${pick(['', '-', '+'])}`;
      const lines = `${' '.repeat(indent + 1)}${pick(SCALARS)}\n`;
      const blank = chance(0.3) ? '\n' : '';
      return `${anchor}${SLOT}${header}${SLOT} ${marker}\n${SLOT}${lines}${SLOT}${blank}`;
    }
    if (style === 1) {
      const rest = `\n${' '.repeat(indent + 1)}more`;
      return `${anchor}${SLOT}a${rest}${SLOT} ${marker}\n`;
    }
    return `${anchor}${SLOT}${this.#scalar()}${SLOT}${pick([
      ' ',
      '  ',
      '\t',
    ])}${marker}\n`;
  }

  #flow(indent: number): string {
    const { chance } = this.#random;
    const close = `\n${' '.repeat(indent + 1)}`;
    const marked = `${SLOT}${this.#scalar()}${SLOT}, ${this.#marker()}${close}`;
    return chance(0.5)
      ? `[1, ${marked}'x']\n`
      : `{p: "q",r: ${marked}s: [t]}\n`;
  }

  #value(indent: number, depth: number): string {
    const { below } = this.#random;
    const kind = below(depth > 3 ? 6 : 8);
    if (kind < 3) return ` ${this.#marked(indent)}`;
    if (kind === 3) return ` ${this.#flow(indent)}`;
    if (kind === 4) return ` ${this.#scalar()} # other\n`;
    if (kind === 5) return ` ${this.#scalar()}\n`;
    return kind === 6
      ? `\n${this.#mapping(indent + this.#random.between(1, 4), depth + 1)}`
      : `\n${this.#sequence(indent + this.#random.below(3), depth + 1)}`;
  }

  #mapping(indent: number, depth: number): string {
    const { between, chance } = this.#random;
    return this.#random
      .times(between(1, 4), () => {
        const comment = chance(0.1) ? `${' '.repeat(indent)}# note\n` : '';
        const key = `${chance(0.1) ? 'é😀' : 'k'}${(this.#keys += 1)}`;
        return `${comment}${' '.repeat(indent)}${key}:${this.#value(
          indent,
          depth,
        )}`;
      })
      .join(chance(0.1) ? '\n' : '');
  }

  #sequence(indent: number, depth: number): string {
    const { between, chance } = this.#random;
    const lead = `${' '.repeat(indent)}-`;
    return this.#random
      .times(between(1, 3), () =>
        chance(0.7)
          ? `${lead} ${this.#marked(indent)}`
          : `${lead}\n${this.#mapping(indent + 2, depth + 1)}`,
      )
      .join('');
  }
}

/** A text of one to three documents, with line breaks of one kind. */
export function randomManifest(random: Random): RandomManifest {
  const writer = new Writer(random);
  const documents = random.times(random.between(1, 3), () => writer.document());
  const joined = documents.join(random.pick(['---\n', '--- # next\n']));
  const start = random.pick(['', '---\n', '# top\n---\n', '\ufeff']);
  const breaks = random.chance(0.3) ? '\r\n' : '\n';
  const marked = `${start}${joined}`.replaceAll('\n', breaks);
  const pieces = marked.split(SLOT);
  return {
    text: pieces.join(''),
    kept: pieces.filter((_, index) => index % 2 === 0),
  };
}
