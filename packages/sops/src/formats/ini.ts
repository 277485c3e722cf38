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

/** Reads an INI file by the rules of Go's ini package. */
class Reader {
  private readonly lines: string[];
  private at = 0;
  private comment = '';
  private readonly sections: TreeItem[] = [];
  private items: TreeItem[] = [];

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
    return new TreeBranch(this.sections);
  }

  private open(name: string): void {
    this.items = [];
    this.sections.push({ key: name, value: new TreeBranch(this.items) });
  }

  private takeComment(): TreeItem[] {
    const comment = this.comment.trim();
    this.comment = '';
    return comment === ''
      ? []
      : [{ key: new Comment(stripMark(comment)), value: null }];
  }

  private section(line: string): void {
    const close = line.lastIndexOf(']');
    if (close < 0) throw fault(this.at, 'unclosed section');
    this.comment += /[#;].*/s.exec(line.slice(close + 1))?.[0] ?? '';
    this.open(line.slice(1, close));
    this.items.push(...this.takeComment());
  }

  private entry(line: string): void {
    const { name, rest } = this.name(line);
    const value = this.value(rest);
    const item = { key: name, value };
    const known = this.items.findIndex(({ key }) => key === name);
    if (known >= 0) this.items[known] = item;
    else this.items.push(item);
    this.items.push(...this.takeComment());
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

function commentLines(comment: string): string {
  return comment
    .split('\n')
    .map(line =>
      line[0] === '#' || line[0] === ';'
        ? `${line[0]} ${line.slice(1).trim()}\n`
        : `; ${line}\n`,
    )
    .join('');
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
  let out = section.comment ? commentLines(section.comment) : '';
  const isDefault = isFirst && name.toUpperCase() === DEFAULT_SECTION;
  if (!isDefault) out += `[${name}]\n`;
  const width = Math.max(
    0,
    ...section.keys.map(key => encodeUtf8(quoteName(key.name)).length),
  );
  for (const key of section.keys) {
    if (key.comment) out += commentLines(key.comment);
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

  emit([branch]) {
    const sections = branch.items.filter(
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
