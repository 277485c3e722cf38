import { GitError } from '../errors';

/** A variable of a Git configuration file. */
interface ConfigVariable {
  /**
   * Section, subsection and key with dots between: `submodule.Lib.path`. All but
   * the subsection is in lower case.
   */
  readonly name: string;
  /** Undefined for a key without `=`, which says true. */
  readonly value: string | undefined;
}

const END = '\n';
const ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  b: '\b',
  n: '\n',
  '\\': '\\',
  '"': '"',
};

function isSpace(character: string): boolean {
  return /[ \t\n\r]/.test(character);
}

/** Reads characters; the end of the text is the end of a line. */
class Reader {
  private at = 0;
  line = 1;

  constructor(private readonly text: string) {
    // What an editor may put in front of UTF-8.
    this.at = text.startsWith('\ufeff') ? 1 : 0;
  }

  get isAtEnd(): boolean {
    return this.at > this.text.length;
  }

  next(): string {
    if (this.text.startsWith('\r\n', this.at)) {
      this.at += 1;
    }
    const character = this.text.charAt(this.at) || END;
    this.at += 1;
    this.line += character === END ? 1 : 0;
    return character;
  }

  /** @param line - default: the line of the last character */
  error(line = this.line): GitError {
    return new GitError('protocol', `bad config line ${line}`);
  }
}

/** `[section "Subsection"]` or `[section.subsection]`, from behind the bracket. */
function readSection(reader: Reader): string {
  let name = '';
  for (;;) {
    const character = reader.next();
    if (character === ']') {
      return name;
    }
    if (isSpace(character) && !reader.isAtEnd) {
      return `${name}.${readSubsection(reader, character)}`;
    }
    if (!/[0-9A-Za-z.-]/.test(character)) {
      throw reader.error();
    }
    name += character.toLowerCase();
  }
}

function readSubsection(reader: Reader, first: string): string {
  let character = first;
  while (isSpace(character)) {
    if (character === END) {
      throw reader.error(reader.line - 1);
    }
    character = reader.next();
  }
  if (character !== '"') {
    throw reader.error();
  }
  let name = '';
  for (;;) {
    character = reader.next();
    if (character === '"') {
      break;
    }
    character = character === '\\' ? reader.next() : character;
    if (character === END) {
      throw reader.error(reader.line - 1);
    }
    name += character;
  }
  if (reader.next() !== ']') {
    throw reader.error();
  }
  return name;
}

/** The rest of a key, and its value. */
function readVariable(
  reader: Reader,
  section: string,
  first: string,
): ConfigVariable {
  let name = section + first.toLowerCase();
  let character = reader.next();
  while (/[0-9A-Za-z-]/.test(character)) {
    name += character.toLowerCase();
    character = reader.next();
  }
  while (character === ' ' || character === '\t') {
    character = reader.next();
  }
  if (character === END) {
    return { name, value: undefined };
  }
  if (character !== '=') {
    throw reader.error();
  }
  return { name, value: readValue(reader) };
}

/** Up to the end of the line, without comments and spaces at both ends. */
function readValue(reader: Reader): string {
  let value = '';
  let length = 0;
  let isQuoted = false;
  for (;;) {
    const character = reader.next();
    if (character === END) {
      if (isQuoted) {
        throw reader.error(reader.line - 1);
      }
      return value.slice(0, length);
    }
    if (isSpace(character) && !isQuoted) {
      value += value === '' ? '' : character;
    } else if (/[;#]/.test(character) && !isQuoted) {
      skipComment(reader);
      return value.slice(0, length);
    } else if (character === '"') {
      isQuoted = !isQuoted;
      length = value.length;
    } else {
      value += character === '\\' ? readEscape(reader) : character;
      length = value.length;
    }
  }
}

/** A backslash at the end of a line is nothing, and so is that end. */
function readEscape(reader: Reader): string {
  const character = reader.next();
  if (character === END) {
    return '';
  }
  const meant = ESCAPES[character];
  if (meant === undefined) {
    throw reader.error();
  }
  return meant;
}

function skipComment(reader: Reader): void {
  while (reader.next() !== END);
}

/**
 * Reads a Git configuration file: comments, sections in several parts,
 * continued lines, quotes and escapes.
 * @throws GitError - `protocol`: a line that Git refuses, by its number
 * @see https://git-scm.com/docs/git-config, "Configuration file"
 */
export function parseGitConfig(text: string): ConfigVariable[] {
  const reader = new Reader(text);
  const variables: ConfigVariable[] = [];
  let section = '';
  while (!reader.isAtEnd) {
    const character = reader.next();
    if (character === '#' || character === ';') {
      skipComment(reader);
    } else if (character === '[') {
      section = `${readSection(reader)}.`;
    } else if (/[A-Za-z]/.test(character)) {
      variables.push(readVariable(reader, section, character));
    } else if (!isSpace(character)) {
      throw reader.error();
    }
  }
  return variables;
}
