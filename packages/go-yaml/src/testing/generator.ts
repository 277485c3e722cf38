import type { Random } from '@backstage-gitops/random';
import { DATES, KEYS, LONG, NUMBERS, TAGS, WORDS } from './words';

/**
 * Makes random YAML: every style, comments in all places, anchors, merge
 * keys, odd numbers, and now and then something that is not YAML at all.
 */
export class YamlGenerator {
  private anchors: string[] = [];
  private readonly comments: number;

  constructor(private readonly random: Random) {
    this.comments = random.pick([0, 0.1, 0.3]);
  }

  /** A text of one or more documents. */
  text(): string {
    const { random } = this;
    let text = this.document();
    const count = random.chance(0.2) ? 1 + random.below(3) : 0;
    for (let i = 0; i < count; i++) {
      const separator = random.pick([
        '---\n',
        '---\n',
        '--- \n',
        '---   # c\n',
        '...\n---\n',
        '# end\n---\n',
        '---\n---\n',
        '--- |\n  lit\n---\n',
        '--- a\n---\n',
        '%YAML 1.1\n---\n',
      ]);
      text += separator + this.document();
    }
    if (random.chance(0.1)) {
      text = `---\n${text}`;
    }
    return this.disturb(text);
  }

  private disturb(text: string): string {
    const { random } = this;
    let result = text;
    if (random.chance(0.05)) {
      result = result.replace(/\n/g, '\r\n');
    }
    if (random.chance(0.03)) {
      result = `\ufeff${result}`;
    }
    if (random.chance(0.1)) {
      result = result.trimEnd();
    }
    const mutations = random.chance(0.25) ? 1 + random.below(3) : 0;
    for (let i = 0; i < mutations; i++) {
      const at = random.below(result.length + 1);
      const insert = random.pick([
        '',
        '',
        ' ',
        '  ',
        '\n',
        '\n\n',
        '#',
        ' # c',
        '\t',
        ':',
        '- ',
        '"',
        "'",
        '[',
        ']',
        '{',
        '}',
        ',',
        '&x ',
        '*x',
        '!t ',
        '|',
        '? ',
        '\n# c\n',
        '\n\n# c\n\n',
        '\u0085',
      ]);
      result =
        result.slice(0, at) + insert + result.slice(at + random.below(2));
    }
    return result;
  }

  private document(): string {
    const { random } = this;
    this.anchors = [];
    let text = this.headComment(0);
    if (random.chance(0.1)) {
      text += '# header\n\n';
    }
    const kind = random.below(20);
    if (kind === 0) {
      return text;
    }
    if (kind === 1) {
      text += `${this.inline(0)}\n`;
    } else if (kind === 2) {
      text += this.blockSequence(0, 0);
    } else {
      text += this.blockMapping(0, 0);
    }
    return text + this.headComment(0);
  }

  private headComment(indent: number): string {
    const { random } = this;
    if (!random.chance(this.comments)) {
      return '';
    }
    let text = '';
    const lines = 1 + random.below(3);
    for (let i = 0; i < lines; i++) {
      if (random.chance(0.3)) {
        text += random.pick(['\n', '  \n', '\n\n']);
      }
      const width = random.chance(0.8) ? indent : random.below(6);
      text += `${' '.repeat(width)}${random.pick([
        '# c',
        '#',
        '#c',
        '# head: x',
        '## é',
        '# - x',
      ])}\n`;
    }
    return text + (random.chance(0.3) ? '\n' : '');
  }

  private lineComment(): string {
    return this.random.chance(this.comments)
      ? this.random.pick([' # line', '  # l: x', ' #x'])
      : '';
  }

  private properties(): string {
    const { random } = this;
    let text = '';
    if (random.chance(0.04)) {
      text += `${random.pick(TAGS)} `;
    }
    if (random.chance(0.05)) {
      const name = random.pick(['x', 'y', 'anchor_1', 'a-b']);
      this.anchors.push(name);
      text += `&${name} `;
    }
    return text;
  }

  private blockMapping(indent: number, depth: number): string {
    const { random } = this;
    const count = 1 + random.below(4);
    const used = new Set<string>();
    let text = '';
    for (let i = 0; i < count; i++) {
      const key = random.pick(KEYS);
      if (used.has(key) && !random.chance(0.05)) {
        continue;
      }
      used.add(key);
      text += i === 0 ? '' : this.headComment(indent);
      text += i === 0 ? '' : ' '.repeat(indent);
      text += this.pair(key, indent, depth);
    }
    return text;
  }

  private pair(key: string, indent: number, depth: number): string {
    const { random } = this;
    if (random.chance(0.02)) {
      const complex = random.pick([
        '[a, b]',
        '{a: b}',
        '|\n    x',
        'k',
        '- x',
        LONG[1],
        'a: b',
      ]);
      return `? ${complex}\n${' '.repeat(indent)}: ${this.value(
        indent,
        depth,
      )}`;
    }
    const shown = random.chance(0.03) ? this.quoted(random.pick(WORDS)) : key;
    if (key === '<<' && this.anchors.length > 0 && random.chance(0.8)) {
      return `<<: *${random.pick(this.anchors)}\n`;
    }
    const prefix = random.chance(0.02) ? this.properties() : '';
    return `${prefix}${shown}:${random.chance(0.03) ? ' ' : ''}${this.spaced(
      this.value(indent, depth),
    )}`;
  }

  private spaced(value: string): string {
    return value.startsWith('\n') || value.startsWith('#')
      ? value
      : ` ${value}`;
  }

  /** What stands behind `key:`; ends with a line break. */
  private value(indent: number, depth: number): string {
    const { random } = this;
    const kind = random.below(depth > 4 ? 6 : 12);
    if (kind < 5) {
      return `${this.properties()}${this.inline(depth)}${this.lineComment()}\n`;
    }
    if (kind === 5) {
      return this.blockScalar(indent);
    }
    const inner = indent + random.pick([1, 2, 2, 2, 4]);
    const opening = `${this.properties()}${this.lineComment()}`.replace(
      /^ /,
      '',
    );
    const start = `${opening.startsWith('#') ? ` ${opening}` : opening}\n`;
    if (kind < 9) {
      return `${start}${this.headComment(inner)}${' '.repeat(
        inner,
      )}${this.blockMapping(inner, depth + 1)}${this.footComment(inner)}`;
    }
    const column = random.chance(0.5) ? indent : inner;
    return `${start}${this.headComment(column)}${this.blockSequence(
      column,
      depth + 1,
    )}`;
  }

  private footComment(indent: number): string {
    const { random } = this;
    return random.chance(this.comments / 2)
      ? `${' '.repeat(indent)}# foot\n${random.chance(0.6) ? '\n' : ''}`
      : '';
  }

  private blockSequence(indent: number, depth: number): string {
    const { random } = this;
    const count = 1 + random.below(4);
    let text = '';
    for (let i = 0; i < count; i++) {
      text += i === 0 ? '' : this.headComment(indent);
      text += `${' '.repeat(indent)}-`;
      const kind = random.below(12);
      if (kind === 0) {
        text += `${this.lineComment()}\n`;
      } else if (kind < 6 || depth > 4) {
        text += ` ${this.properties()}${this.inline(
          depth,
        )}${this.lineComment()}\n`;
      } else if (kind < 8) {
        text += ` ${this.blockScalar(indent)}`;
      } else if (kind === 8) {
        const nested = this.blockSequence(indent + 2, depth + 1);
        text += ` ${nested.trimStart()}`;
      } else if (kind === 9) {
        text += `${this.lineComment()}\n${' '.repeat(
          indent + 2,
        )}${this.blockMapping(indent + 2, depth + 1)}`;
      } else {
        text += ` ${this.properties()}${this.blockMapping(
          indent + 2,
          depth + 1,
        )}`;
      }
    }
    return text;
  }

  private blockScalar(indent: number): string {
    const { random } = this;
    const chomping = random.pick(['', '', '-', '+']);
    const hinted = random.chance(0.1);
    const header = random.pick(['|', '>']) + (hinted ? '2' : '') + chomping;
    const inner = ' '.repeat(indent + 2);
    let text = `${header}${this.lineComment()}\n`;
    const lines = random.below(5);
    for (let i = 0; i < lines; i++) {
      const line = random.pick([
        ...WORDS,
        ...LONG,
        '',
        '  indented',
        'x',
        'y z',
        '# not a comment',
        'k: v',
      ]);
      text += line === '' ? '\n' : `${inner}${line}\n`;
    }
    return text + (random.chance(0.1) ? '\n' : '');
  }

  /** A scalar or flow collection on one line, or nearly. */
  private inline(depth: number): string {
    const { random } = this;
    const kind = random.below(14);
    if (kind === 0 && this.anchors.length > 0) {
      return `*${random.pick(this.anchors)}`;
    }
    if (kind === 1 && depth < 5) {
      return this.flow(depth);
    }
    if (kind < 4) {
      return random.pick(NUMBERS);
    }
    if (kind === 4) {
      return random.pick(DATES);
    }
    if (kind === 5) {
      return random.pick(LONG);
    }
    const word = random.pick(WORDS);
    return kind < 9 ? this.quoted(word) : word;
  }

  private quoted(text: string): string {
    const { random } = this;
    if (random.chance(0.5)) {
      const broken = random.chance(0.1) ? text.replace(/ /g, '\n    ') : text;
      return `'${broken.replace(/'/g, "''")}'`;
    }
    const escaped = text.replace(/[\\"]/g, '\\$&').replace(/\t/g, '\\t');
    const extra = random.chance(0.15)
      ? random.pick([
          '\\n',
          '\\x41',
          '\\u00e9',
          '\\U0001F600',
          '\\0',
          '\\e',
          ' \\n',
          '\\n x',
          '\\\n  ',
          '\\N',
          '\\_',
          '\\L',
          '\\/',
        ])
      : '';
    return `"${escaped}${extra}${random.chance(0.3) ? extra : ''}"`;
  }

  private flow(depth: number): string {
    const { random } = this;
    const count = random.below(4);
    const isMapping = random.chance(0.5);
    const parts: string[] = [];
    for (let i = 0; i < count; i++) {
      const value = `${
        random.chance(0.05) ? this.properties() : ''
      }${this.flowValue(depth)}`;
      const key = random.pick(['a', 'b', '"c"', 'd e', '1', "''", 'y']);
      const separator = random.pick([': ', ': ', ' : ']);
      const pair = random.pick([
        `${key}${separator}${value}`,
        `${key}${separator}${value}`,
        key,
        `? ${key}${separator}${value}`,
        `"${key.replace(/"/g, '')}":${value}`,
      ]);
      parts.push(isMapping || random.chance(0.1) ? pair : value);
    }
    const glue = random.chance(0.15)
      ? `,${this.lineComment()}\n      `
      : random.pick([', ', ',']);
    const end = count > 0 && random.chance(0.1) ? ',' : '';
    const edge = random.chance(0.1) ? `${this.lineComment()}\n    ` : '';
    const body = edge + parts.join(glue) + end + edge;
    return isMapping ? `{${body}}` : `[${body}]`;
  }

  private flowValue(depth: number): string {
    const { random } = this;
    const kind = random.below(8);
    if (kind === 0 && depth < 4) {
      return this.flow(depth + 1);
    }
    if (kind < 3) {
      return random.pick(NUMBERS);
    }
    if (kind < 5) {
      return this.quoted(random.pick(WORDS));
    }
    return random.pick([
      'a',
      'b c',
      'x-y',
      'true',
      'y',
      '',
      'null',
      'é',
      'http://x',
    ]);
  }
}
