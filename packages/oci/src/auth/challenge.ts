/** How a server asks to sign in. */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  /** `realm`, `service`, `scope`, `error`; names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const SPACE = /[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const MAX_LENGTH = 16 * 1024;

/** Reads a header from its start to its end. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  skip(character: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    this.take(SPACE);
    return true;
  }

  /** What {@link take} read is undone when `work` finds nothing. */
  attempt<T>(work: () => T | undefined): T | undefined {
    const start = this.at;
    const found = work();
    if (found === undefined) this.at = start;
    return found;
  }
}

function readParameter(reader: Reader): [string, string] | undefined {
  return reader.attempt(() => {
    reader.take(SPACE);
    const name = reader.take(TOKEN);
    if (name === undefined || !reader.skip('=')) return undefined;
    const quoted = reader.take(QUOTED);
    const value = quoted?.replace(/\\(.)/g, '$1') ?? reader.take(TOKEN);
    return value === undefined ? undefined : [name.toLowerCase(), value];
  });
}

function readChallenge(reader: Reader) {
  reader.take(SPACE);
  const scheme = reader.take(TOKEN)?.toLowerCase();
  if (scheme === undefined) return undefined;
  const parameters: Record<string, string> = {};
  for (
    let found = readParameter(reader);
    found;
    found = reader.attempt(() =>
      reader.skip(',') ? readParameter(reader) : undefined,
    )
  ) {
    parameters[found[0]] = found[1];
  }
  return { scheme, parameters };
}

/**
 * The first challenge of a WWW-Authenticate header that is basic or bearer.
 * @param header - one or several challenges, with commas in between
 * @see RFC 9110, section 11.6.1
 */
export function parseChallenge(header: string): Challenge | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  const reader = new Reader(header);
  for (
    let found = readChallenge(reader);
    found;
    found = readChallenge(reader)
  ) {
    const { scheme, parameters } = found;
    if (scheme === 'basic' || scheme === 'bearer')
      return { scheme, parameters };
    if (!reader.skip(',')) return undefined;
  }
  return undefined;
}
