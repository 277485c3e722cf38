import { decodeUtf8, encodeUtf8 } from '../bytes';
import { SopsError } from '../errors';
import { Comment, TreeBranch, TreeItem } from '../tree';
import { unflatten } from './flatten';
import { Store } from './format';
import { textOf } from './text';

const DEFAULT_SECTION = 'DEFAULT';

function fault(line: number, message: string): SopsError {
  return new SopsError(
    'BAD_DOCUMENT',
    `Could not unmarshal input data: line ${line}: ${message}`,
  );
}

function stripMark(comment: string): string {
  if (comment.startsWith(';')) return comment.replace(/^[; ]+/, '');
  return comment.startsWith('#') ? comment.replace(/^[# ]+/, '') : comment;
}

/** A section as it is read; a key that comes again keeps its place. */
interface ReadSection {
  readonly name: string;
  readonly comment: string;
  readonly keys: Map<string, { value: string; comment: string }>;
}

const commentItems = (comment: string): TreeItem[] =>
  comment === '' ? [] : [{ key: new Comment(stripMark(comment)), value: null }];

/** Comments stand behind what they belong to, as sops has them. */
function asItem({ name, comment, keys }: ReadSection): TreeItem {
  const items = [...keys].flatMap(([key, entry]) => [
    { key, value: entry.value },
    ...commentItems(entry.comment),
  ]);
  return {
    key: name,
    value: new TreeBranch([...commentItems(comment), ...items]),
  };
}

/** Reads an INI file by the rules of Go's ini package. */
class Reader {
  private readonly lines: string[];
  private at = 0;
  private comment = '';
  private unnamed = 0;
  private readonly sections: ReadSection[] = [];

  constructor(text: string) {
    this.lines = text.replace(/^\ufeff/, '').split('\n');
    this.open(DEFAULT_SECTION);
  }

  read(): TreeBranch {
    while (this.at < this.lines.length) {
      const line = this.lines[this.at++].trimStart();
      if (line === '') continue;
      if (line[0] === '#' || line[0] === ';') this.comment += `${line}\n`;
      else if (line[0] === '[') this.section(line);
      else this.entry(line);
    }
    return new TreeBranch(this.sections.map(asItem));
  }

  private open(name: string): void {
    if (name === '') throw fault(this.at, 'empty section name');
    this.unnamed = 0;
    const comment = this.takeComment();
    this.sections.push({ name, comment, keys: new Map() });
  }

  private takeComment(): string {
    const comment = this.comment.trim();
    this.comment = '';
    return comment;
  }

  private section(line: string): void {
    const close = line.lastIndexOf(']');
    if (close < 0) throw fault(this.at, 'unclosed section');
    this.comment += /[#;].*/s.exec(line.slice(close + 1))?.[0] ?? '';
    this.open(line.slice(1, close));
  }

  private entry(line: string): void {
    const { name, rest } = this.name(line);
    const key = name === '-' ? `#${++this.unnamed}` : name;
    const value = this.value(rest);
    const { keys } = this.sections[this.sections.length - 1];
    keys.set(key, { value, comment: this.takeComment() });
  }

  private name(line: string): { name: string; rest: string } {
    const mark = /^("""|"|`)/.exec(line)?.[0] ?? '';
    const close = mark ? line.indexOf(mark, mark.length) : 0;
    if (close < 0) throw fault(this.at, 'missing closing key quote');
    const from = mark ? close + mark.length : 0;
    const delimiter = line.slice(from).search(/[=:]/);
    if (delimiter < 0) throw fault(this.at, 'key-value delimiter not found');
    if (!mark && delimiter === 0) throw fault(this.at, 'empty key name');
    const name = mark
      ? line.slice(mark.length, close)
      : line.slice(0, delimiter);
    return { name: name.trim(), rest: line.slice(from + delimiter + 1) };
  }

  private value(rest: string): string {
    const line = rest.trimStart();
    const mark = /^("""(?=.)|`)/s.exec(line)?.[0] ?? '';
    if (mark) {
      const close = line.lastIndexOf(mark);
      return close > 0
        ? line.slice(mark.length, close)
        : this.multiline(line.slice(mark.length), mark);
    }
    const text = line.trim();
    if (text.endsWith('\\')) return this.continued(text.slice(0, -1));
    const comment = text.search(/[#;]/);
    if (comment < 0) return this.unquote(text);
    this.comment += text.slice(comment);
    return this.unquote(text.slice(0, comment).trim());
  }

  private unquote(text: string): string {
    const quoted = /^(["'])(.*)\1$/s.exec(text);
    return quoted && !quoted[2].includes(quoted[1]) ? quoted[2] : text;
  }

  private multiline(first: string, mark: string): string {
    let value = `${first}\n`;
    while (this.at < this.lines.length) {
      const line = this.lines[this.at++];
      const close = line.lastIndexOf(mark);
      if (close >= 0) return value + line.slice(0, close);
      value += `${line}\n`;
    }
    throw fault(this.at, 'missing closing value quote');
  }

  private continued(first: string): string {
    let value = first;
    while (this.at < this.lines.length) {
      const line = this.lines[this.at++].trim();
      if (line === '') break;
      value += line;
      if (!value.endsWith('\\')) break;
      value = value.slice(0, -1);
    }
    return value;
  }
}

function commentLine(line: string): string {
  return line[0] === '#' || line[0] === ';'
    ? `${line[0]} ${line.slice(1).trim()}\n`
    : `; ${line}\n`;
}

function quoteName(name: string): string {
  if (/["=:]/.test(name)) return `\`${name}\``;
  return name.includes('`') ? `"""${name}"""` : name;
}

function quoteValue(value: string): string {
  if (/[\n`]/.test(value)) return `"""${value}"""`;
  if (/[#;]/.test(value)) return `\`${value}\``;
  return value.trim() === value ? value : `"${value}"`;
}

/** Comments of a section by the key that they stand in front of. */
interface Section {
  readonly comment: string;
  readonly keys: readonly { name: string; value: string; comment: string }[];
}

function sectionOf(branch: TreeBranch): Section {
  const keys: { name: string; value: string; comment: string }[] = [];
  let comment = '';
  branch.items.forEach(({ key, value }, index) => {
    if (!(key instanceof Comment)) {
      if (Array.isArray(value) || value instanceof TreeBranch) {
        throw new SopsError(
          'BAD_DOCUMENT',
          `cannot use complex value in ini file; offending key ${key}`,
        );
      }
      keys.push({ name: key, value: textOf(value), comment: '' });
    } else if (index === 0) {
      comment = key.value;
    } else if (keys.length > 0) {
      keys[keys.length - 1].comment = key.value;
    }
  });
  return { comment, keys };
}

function writeSection(
  name: string,
  isFirst: boolean,
  section: Section,
): string {
  let out = section.comment
    ? section.comment.split('\n').map(commentLine).join('')
    : '';
  const isDefault = isFirst && name.toUpperCase() === DEFAULT_SECTION;
  if (!isDefault) out += `[${name}]\n`;
  const width = Math.max(
    0,
    ...section.keys.map(key => encodeUtf8(quoteName(key.name)).length),
  );
  for (const key of section.keys) {
    if (key.comment) {
      const lines = key.comment.split('\n').map(line => line.trim());
      out += lines.map(commentLine).join('');
    }
    const quoted = quoteName(key.name);
    const pad = ' '.repeat(width - encodeUtf8(quoted).length);
    out += `${quoted}${pad} = ${quoteValue(key.value)}\n`;
  }
  return out;
}

/** Sections of `key = value`, aligned as Go's ini package aligns them. */
export const iniStore: Store = {
  load(document) {
    const branch = new Reader(decodeUtf8(document)).read();
    for (const item of branch.items) {
      if (item.key !== 'sops' || !(item.value instanceof TreeBranch)) continue;
      item.value = unflatten(
        item.value.items.map(({ key, value }) => ({
          key,
          value:
            typeof value === 'string' ? value.replaceAll('\\n', '\n') : value,
        })),
      );
    }
    return [branch];
  },

  emit(branches) {
    const items = branches.flatMap(branch => branch.items);
    const sections = items.filter(
      (item): item is TreeItem & { key: string } =>
        !(item.key instanceof Comment),
    );
    const written = sections.map(({ key, value }, index) => {
      if (!(value instanceof TreeBranch)) {
        throw new SopsError(
          'BAD_DOCUMENT',
          'Error encoding section: Section values should always be TreeBranches',
        );
      }
      const section = sectionOf(value);
      const isEmptyDefault =
        index === 0 &&
        key.toUpperCase() === DEFAULT_SECTION &&
        section.keys.length === 0;
      if (isEmptyDefault) return '';
      const separator = index < sections.length - 1 ? '\n' : '';
      return writeSection(key, index === 0, section) + separator;
    });
    return encodeUtf8(written.join(''));
  },
};
