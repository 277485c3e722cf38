/** What a flag takes. `slice` splits its value at commas, as CSV. */
export type FlagKind = 'bool' | 'string' | 'strings' | 'slice' | 'duration';

/** A flag by its long name; `refuse` explains why it cannot be had here. */
export interface FlagSpec {
  readonly kind: FlagKind;
  readonly short?: string;
  readonly refuse?: string;
}

/** What was given on a command line. */
export interface ParsedFlags {
  /** Words that are no flags. */
  readonly words: readonly string[];
  /** Values of a flag in order; empty where it was not given. */
  values(name: string): readonly string[];
  /** The last value of a flag. */
  last(name: string): string | undefined;
  isSet(name: string): boolean;
}

/** A command line that Helm refuses, in its words. */
export class FlagError extends Error {
  readonly name = 'FlagError';
  readonly code = 'FLAG';
}

class FlagParser {
  readonly words: string[] = [];
  readonly found = new Map<string, string[]>();
  private index = 0;

  constructor(
    private readonly argv: readonly string[],
    private readonly specs: Readonly<Record<string, FlagSpec>>,
  ) {}

  run(): void {
    while (this.index < this.argv.length) {
      const word = this.argv[this.index++];
      if (word === '--') {
        this.words.push(...this.argv.slice(this.index));
        return;
      }
      if (word.startsWith('--')) {
        this.long(word.slice(2));
      } else if (word.startsWith('-') && word !== '-') {
        this.short(word.slice(1), word);
      } else {
        this.words.push(word);
      }
    }
  }

  private long(text: string): void {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const spec = Object.hasOwn(this.specs, name) ? this.specs[name] : undefined;
    if (!spec) {
      throw new FlagError(`unknown flag: --${name}`);
    }
    const given = equals < 0 ? undefined : text.slice(equals + 1);
    const value =
      given ?? this.valueOf(spec, `flag needs an argument: --${name}`);
    this.store(name, spec, value);
  }

  private short(text: string, word: string): void {
    const [letter] = text;
    const entry = Object.entries(this.specs).find(
      ([, spec]) => spec.short === letter,
    );
    if (!entry) {
      throw new FlagError(`unknown shorthand flag: '${letter}' in ${word}`);
    }
    const [name, spec] = entry;
    const rest = text.slice(1);
    if (spec.kind === 'bool' && !rest.startsWith('=')) {
      this.store(name, spec, 'true');
      if (rest !== '') {
        this.short(rest, word);
      }
      return;
    }
    const value =
      rest === ''
        ? this.valueOf(spec, `flag needs an argument: '${letter}' in ${word}`)
        : rest.replace(/^=/, '');
    this.store(name, spec, value);
  }

  private valueOf(spec: FlagSpec, problem: string): string {
    if (spec.kind === 'bool') {
      return 'true';
    }
    if (this.index >= this.argv.length) {
      throw new FlagError(problem);
    }
    return this.argv[this.index++];
  }

  private store(name: string, spec: FlagSpec, text: string): void {
    if (spec.refuse) {
      throw new FlagError(`--${name} is not supported: ${spec.refuse}`);
    }
    const values = this.found.get(name) ?? [];
    values.push(...convert(name, spec, text));
    this.found.set(name, values);
  }
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

function convert(name: string, spec: FlagSpec, text: string): string[] {
  const label = spec.short ? `-${spec.short}, --${name}` : `--${name}`;
  switch (spec.kind) {
    case 'bool':
      if (!TRUE.includes(text) && !FALSE.includes(text)) {
        throw new FlagError(
          `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(
            label,
          )} flag: strconv.ParseBool: parsing ${JSON.stringify(
            text,
          )}: invalid syntax`,
        );
      }
      return [String(TRUE.includes(text))];
    case 'duration':
      if (
        !/^[+-]?(?:0|(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)
      ) {
        throw new FlagError(
          `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(
            label,
          )} flag: time: invalid duration ${JSON.stringify(text)}`,
        );
      }
      return [text];
    case 'slice':
      return splitCsv(text, label);
    default:
      return [text];
  }
}

/** One CSV line: commas divide, double quotes keep a comma, `""` is a quote. */
function splitCsv(text: string, label: string): string[] {
  if (text === '') {
    return [];
  }
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (;;) {
    const start = field.lastIndex;
    const matched = field.exec(text);
    if (!matched) {
      throw new FlagError(
        `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(
          label,
        )} flag: ${csvProblem(text, start)}`,
      );
    }
    fields.push(matched[1]?.replaceAll('""', '"') ?? matched[2]);
    if (matched[3] === '') {
      return fields;
    }
  }
}

function csvProblem(text: string, start: number): string {
  if (text[start] === '"') {
    return `parse error on line 1, column ${
      text.length + 1
    }: extraneous or missing " in quoted-field`;
  }
  return `parse error on line 1, column ${
    text.indexOf('"', start) + 1
  }: bare " in non-quoted-field`;
}

/**
 * Reads flags as Helm's own command line does: `--flag value`, `--flag=value`,
 * `-f value`, `-fvalue`; flags and words may be mixed; `--` ends the flags.
 * @throws FlagError
 */
export function parseFlags(
  argv: readonly string[],
  specs: Readonly<Record<string, FlagSpec>>,
): ParsedFlags {
  const parser = new FlagParser(argv, specs);
  parser.run();
  const { found, words } = parser;
  const values = (name: string) => found.get(name) ?? [];
  return {
    words,
    values,
    last: name => values(name).at(-1),
    isSet: name => values(name).at(-1) === 'true',
  };
}
