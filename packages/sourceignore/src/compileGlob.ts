/** One element of a glob: a literal or class to test a character with, or `*`. */
type Token = '*' | ((character: string) => boolean);

const BAD = Symbol('bad pattern');

/** Parses `[a-z]`, `[^x]` from the character after the bracket on. */
function parseClass(
  glob: readonly string[],
  from: number,
): { token: Token; next: number } | typeof BAD {
  let at = from;
  const isNegated = glob[at] === '^';
  if (isNegated) {
    at += 1;
  }
  const ranges: [low: string, high: string][] = [];
  const read = () => (glob[at] === '\\' ? glob[++at] : glob[at]);
  while (at < glob.length && (glob[at] !== ']' || ranges.length === 0)) {
    const low = read();
    at += 1;
    let high = low;
    if (glob[at] === '-') {
      at += 1;
      high = read();
      at += 1;
    }
    if (low === undefined || high === undefined || high === ']') {
      return BAD;
    }
    ranges.push([low, high]);
  }
  if (glob[at] !== ']') {
    return BAD;
  }
  const token = (character: string) =>
    ranges.some(([low, high]) => low <= character && character <= high) !==
    isNegated;
  return { token, next: at + 1 };
}

function parse(glob: readonly string[]): Token[] | typeof BAD {
  const tokens: Token[] = [];
  let at = 0;
  while (at < glob.length) {
    const character = glob[at];
    at += 1;
    if (character === '*') {
      if (tokens[tokens.length - 1] !== '*') {
        tokens.push('*');
      }
    } else if (character === '?') {
      tokens.push(() => true);
    } else if (character === '[') {
      const parsed = parseClass(glob, at);
      if (parsed === BAD) {
        return BAD;
      }
      tokens.push(parsed.token);
      at = parsed.next;
    } else {
      const literal = character === '\\' ? glob[at++] : character;
      if (literal === undefined) {
        return BAD;
      }
      tokens.push(other => other === literal);
    }
  }
  return tokens;
}

/**
 * Compiles a glob over one path element: `*`, `?`, `[a-z]`, `[^a]`, `\`
 * escapes. Time is bounded by pattern length times name length. A malformed
 * glob matches nothing.
 * @see the grammar of Go's path/filepath.Match
 */
export function compileGlob(glob: string): (name: string) => boolean {
  const tokens = parse([...glob]);
  if (tokens === BAD) {
    return () => false;
  }
  return name => {
    const characters = [...name];
    let at = 0;
    let token = 0;
    let starToken = -1;
    let starAt = 0;
    while (at < characters.length) {
      const current = tokens[token];
      if (current === '*') {
        starToken = token;
        starAt = at;
        token += 1;
      } else if (current?.(characters[at])) {
        at += 1;
        token += 1;
      } else if (starToken >= 0) {
        starAt += 1;
        at = starAt;
        token = starToken + 1;
      } else {
        return false;
      }
    }
    while (tokens[token] === '*') {
      token += 1;
    }
    return token === tokens.length;
  };
}
