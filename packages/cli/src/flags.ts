import { readFlagValue, type FlagKind } from './flagValues';

/** A flag by its long name. */
export interface FlagSpec {
  readonly kind: FlagKind;
  readonly short?: string;
  /** The value of a flag without `=value`; such a flag takes no further word. */
  readonly bare?: string;
  /** Why it cannot be had here. */
  readonly refuse?: string;
  /** What to use instead, for a warning. */
  readonly deprecated?: string;
}

/** What was given on a command line. */
export interface ParsedFlags {
  /** Words that are no flags. */
  readonly words: readonly string[];
  /** What to tell of flags that should not be used any more, a line each. */
  readonly warnings: readonly string[];
  /** Values of a flag in order; empty where it was not given. */
  values(name: string): readonly string[];
  /** The last value of a flag. */
  last(name: string): string | undefined;
  isSet(name: string): boolean;
  /** Whether the flag was on the line, also with an empty value. */
  isGiven(name: string): boolean;
}

/** A command line that the real tool refuses, in its words. */
export class FlagError extends Error {
  readonly name = 'FlagError';
  readonly code = 'FLAG';
}

class FlagParser {
  readonly words: string[] = [];
  readonly warnings: string[] = [];
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
    const bare = bareValue(spec);
    if (bare !== undefined && !rest.startsWith('=')) {
      this.store(name, spec, bare);
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
    const bare = bareValue(spec);
    if (bare !== undefined) {
      return bare;
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
    const warning = `Flag --${name} has been deprecated, ${spec.deprecated}`;
    if (spec.deprecated && !this.warnings.includes(warning)) {
      this.warnings.push(warning);
    }
    const values = this.found.get(name) ?? [];
    values.push(...convert(name, spec, text));
    this.found.set(name, values);
  }
}

function bareValue({ kind, bare }: FlagSpec): string | undefined {
  return bare ?? (kind === 'bool' ? 'true' : undefined);
}

function convert(name: string, spec: FlagSpec, text: string): string[] {
  const read = readFlagValue(spec.kind, text);
  if ('problem' in read) {
    const label = spec.short ? `-${spec.short}, --${name}` : `--${name}`;
    throw new FlagError(
      `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(
        label,
      )} flag: ${read.problem}`,
    );
  }
  return read.values;
}

/**
 * Reads flags as Helm's and kustomize's own command lines do: `--flag value`, `--flag=value`,
 * `-f value`, `-fvalue`; flags and words may be mixed; `--` ends the flags.
 * @throws FlagError
 */
export function parseFlags(
  argv: readonly string[],
  specs: Readonly<Record<string, FlagSpec>>,
): ParsedFlags {
  const parser = new FlagParser(argv, specs);
  parser.run();
  const { found, words, warnings } = parser;
  const values = (name: string) => found.get(name) ?? [];
  return {
    words,
    warnings,
    values,
    last: name => values(name).at(-1),
    isSet: name => values(name).at(-1) === 'true',
    isGiven: name => found.has(name),
  };
}
