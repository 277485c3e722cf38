import { RE2JS } from 're2js';

class GlobParser {
  private index = 0;

  constructor(private readonly chars: readonly string[]) {}

  /** Source of a run of tokens up to the end, or to `,` or `}` inside braces; undefined when malformed. */
  sequence(depth: number): string | undefined {
    let source = '';
    while (this.index < this.chars.length) {
      const char = this.chars[this.index];
      if (depth > 0 && (char === ',' || char === '}')) {
        return source;
      }
      const token = this.token(char, depth);
      if (token === undefined) {
        return undefined;
      }
      source += token;
    }
    return depth === 0 ? source : undefined;
  }

  private token(char: string, depth: number): string | undefined {
    this.index++;
    switch (char) {
      case '*':
        if (this.chars[this.index] === '*') {
          this.index++;
          return '.*';
        }
        return '[^/]*';
      case '?':
        return '[^/]';
      case '[':
        return this.characterClass();
      case '{':
        return this.alternatives(depth + 1);
      case '\\':
        if (this.index >= this.chars.length) {
          return undefined;
        }
        return literal(this.chars[this.index++]);
      default:
        return literal(char);
    }
  }

  private alternatives(depth: number): string | undefined {
    const options: string[] = [];
    for (;;) {
      const option = this.sequence(depth);
      if (option === undefined) {
        return undefined;
      }
      options.push(option);
      if (this.chars[this.index++] === '}') {
        return `(?:${options.join('|')})`;
      }
    }
  }

  private characterClass(): string | undefined {
    const negated = this.chars[this.index] === '!';
    if (negated) {
      this.index++;
    }
    const end = this.chars.indexOf(']', this.index);
    if (end <= this.index) {
      return undefined;
    }
    const members = this.chars.slice(this.index, end);
    this.index = end + 1;
    const isRange = members.length === 3 && members[1] === '-';
    const body = isRange
      ? `${literal(members[0])}-${literal(members[2])}`
      : members.map(literal).join('');
    if (isRange && members[0] > members[2]) {
      return undefined;
    }
    return negated ? `[^${body}]` : `[${body}]`;
  }
}

function literal(char: string): string {
  return `\\x{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * The patterns of `.Files.Glob` and what Helm does with a malformed one.
 * `*` stays inside a path part, `**` crosses them, `?` is one character of a
 * part, `[abc]`, `[!a-z]` are classes, `{a,b}` are alternatives (they nest),
 * a backslash takes the next character as it is.
 * @returns a predicate over whole file names; a malformed pattern matches every file
 * @see github.com/gobwas/glob, with `/` as its separator
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  const parser = new GlobParser([...pattern]);
  const source = parser.sequence(0);
  if (source === undefined) {
    return () => true;
  }
  // RE2 takes linear time for every pattern; JavaScript's own engine does not.
  const expression = RE2JS.compile(source, RE2JS.DOTALL);
  return name => expression.matches(name);
}
