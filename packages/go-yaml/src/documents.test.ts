import { emitDocuments, parseDocument, parseDocuments } from './documents';
import { YamlError } from './errors';
import { createNode, Style, YamlNode } from './node';

const KUSTOMIZE = { indent: 2, compactSequences: true };

function failure(action: () => unknown): YamlError {
  try {
    action();
  } catch (error) {
    if (error instanceof YamlError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

function root(text: string): YamlNode {
  return parseDocuments(text)[0].content[0];
}

describe('parseDocuments', () => {
  it('gives no documents for an empty text, and one null for ---', () => {
    expect(parseDocuments('')).toEqual([]);
    expect(parseDocuments('# only a comment\n')).toEqual([]);
    expect(parseDocuments('---\n')[0].content[0].tag).toBe('!!null');
  });

  it('keeps tags, styles, anchors and places', () => {
    const [a, one, b, two, c, three] = root(
      `a: &x !!str 1\nb: 'q'\nc: *x\n`,
    ).content;
    expect([a.line, a.column, one.line, one.column]).toEqual([1, 1, 1, 4]);
    expect(one).toMatchObject({
      tag: '!!str',
      anchor: 'x',
      value: '1',
      style: Style.Tagged,
    });
    expect(b.line).toBe(2);
    expect(two).toMatchObject({ tag: '!!str', style: Style.Single });
    expect(c.value).toBe('c');
    expect(three.kind).toBe('alias');
    expect(three.alias).toBe(one);
  });

  it('hangs comments on the keys they stand at', () => {
    const document = parseDocuments(
      '# header\n\n# head\na: 1 # line\n# foot\n\nb:\n  # inner\n  c: 2\n',
    )[0];
    const [a, one, b, map] = document.content[0].content;
    expect(document.headComment).toBe('# header');
    expect(a.headComment).toBe('# head');
    expect(one.lineComment).toBe('# line');
    expect(a.footComment).toBe('# foot');
    expect(b.headComment).toBe('');
    expect(map.content[0].headComment).toBe('# inner');
  });

  it('counts columns in characters, not in UTF-16 units', () => {
    const [, value] = root('"😀😀": x').content;
    expect(value.column).toBe(7);
  });

  it('reads bytes in UTF-8 and UTF-16, and drops a byte order mark', () => {
    const utf8 = new TextEncoder().encode('\ufeffa: é');
    const utf16 = Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x3a, 0, 0x20, 0]);
    expect(root(new TextDecoder().decode(utf8)).content[1].value).toBe('é');
    expect(parseDocuments(utf8)[0].content[0].content[1].value).toBe('é');
    expect(parseDocuments(utf16)[0].content[0].content[0].value).toBe('a');
  });

  it('parseDocument does not look behind the first document', () => {
    expect(parseDocument('a: 1\n---\nb: 2\n---\n"unclosed')?.kind).toBe(
      'document',
    );
    expect(parseDocument('')).toBeUndefined();
  });
});

describe('errors', () => {
  it.each([
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    [
      'a: 1\nb: c: d',
      'yaml: line 2: mapping values are not allowed in this context',
    ],
    [
      'a: 1\n b: 2',
      'yaml: line 2: mapping values are not allowed in this context',
    ],
    ['a: "x', 'yaml: found unexpected end of stream'],
    ['a:\n  - b\n  c: d', "yaml: line 1: did not find expected '-' indicator"],
    ['a: [1, 2', "yaml: line 1: did not find expected ',' or ']'"],
    ['a:\n\tb: 2', 'yaml: line 2: found character that cannot start any token'],
    ['c:\n#\n - &y 9\n"', "yaml: line 4: could not find expected ':'"],
    ['*x', "yaml: unknown anchor 'x' referenced"],
    ['a: \x01', 'yaml: control characters are not allowed'],
    ['a: \ud800', 'yaml: invalid Unicode character'],
  ])('%j', (text, message) => {
    expect(failure(() => parseDocuments(text)).message).toBe(message);
  });

  it('carry a code and a place', () => {
    const error = failure(() => parseDocuments('a: 1\nb: c: d\n'));
    expect(error).toMatchObject({ code: 'SYNTAX', line: 2, column: 5 });
    expect(failure(() => parseDocuments('*x')).code).toBe('ALIAS');
    expect(failure(() => parseDocuments('a\x00')).code).toBe('ENCODING');
  });

  it.each([
    [[0x80], 'yaml: invalid leading UTF-8 octet'],
    [[0x61, 0xc3], 'yaml: incomplete UTF-8 octet sequence'],
    [[0xc3, 0x28, 0x20], 'yaml: invalid trailing UTF-8 octet'],
    [[0xc0, 0x80], 'yaml: invalid length of a UTF-8 sequence'],
    [[0xed, 0xa0, 0x80], 'yaml: invalid Unicode character'],
    [[0xff, 0xfe, 0x61], 'yaml: incomplete UTF-16 character'],
  ])('bytes %j', (bytes, message) => {
    const input = Uint8Array.from(bytes);
    expect(failure(() => parseDocuments(input)).message).toBe(message);
  });
});

describe('emitDocuments', () => {
  it('writes what was read, comments and styles kept', () => {
    const text =
      '# head\na: [1, {b: c}] # line\nd: |-\n  x\n  y\ne: "q"\nf:\n- g\n- h: i\n  j: k\n';
    expect(emitDocuments(parseDocuments(text), KUSTOMIZE)).toBe(text);
  });

  it('indents sequences unless they are to be compact', () => {
    const nodes = parseDocuments('a:\n- b\n');
    expect(emitDocuments(nodes, { indent: 2 })).toBe('a:\n  - b\n');
    expect(emitDocuments(nodes)).toBe('a:\n    - b\n');
    expect(emitDocuments(nodes, KUSTOMIZE)).toBe('a:\n- b\n');
  });

  it('quotes strings that would be read as something else', () => {
    const pair = (value: string) =>
      createNode('mapping', {
        content: [
          createNode('scalar', { value: 'a' }),
          createNode('scalar', { value, tag: '!!str' }),
        ],
      });
    const written = ['5', 'true', 'yes', '', 'a: b', '- x', '😀'].map(value =>
      emitDocuments([pair(value)]),
    );
    expect(written).toEqual([
      'a: "5"\n',
      'a: "true"\n',
      'a: yes\n',
      'a: ""\n',
      "a: 'a: b'\n",
      "a: '- x'\n",
      'a: "\\U0001F600"\n',
    ]);
  });

  it('separates documents', () => {
    expect(emitDocuments(parseDocuments('a: 1\n---\nb: 2\n'))).toBe(
      'a: 1\n---\nb: 2\n',
    );
  });

  it.each([
    [createNode('document'), /got document end$/],
    [createNode('scalar', { anchor: 'a b' }), /alphanumerical characters only/],
    [createNode('alias'), /alias value must not be empty/],
  ])('refuses what cannot be written', (node, message) => {
    const error = failure(() => emitDocuments([node]));
    expect(error.code).toBe('TYPE');
    expect(error.message).toMatch(message);
  });
});

describe('hostile texts end in bounded time', () => {
  it.each([
    ['flow sequences', '['.repeat(1_000_000)],
    ['flow mappings', '{a: '.repeat(1_000_000)],
    ['block sequences', '- '.repeat(1_000_000)],
    ['complex keys', '? '.repeat(1_000_000)],
  ])('%s nested a million deep', (_, text) => {
    expect(failure(() => parseDocuments(text))).toMatchObject({
      code: 'LIMIT',
      message: 'yaml: exceeded max depth of 1000',
    });
  });

  it('a text beyond the limit is not looked at', () => {
    const text = 'a'.repeat(2_000);
    expect(failure(() => parseDocuments(text, { maxLength: 1_000 })).code).toBe(
      'LIMIT',
    );
  });

  it.each([
    ['one long plain scalar', `a: ${'x'.repeat(20_000_000)}`],
    ['one long quoted scalar', `a: "${'x '.repeat(10_000_000)}"`],
    ['a comment of many lines', '# c\n'.repeat(1_000_000)],
    ['many empty lines', `a:\n${'\n'.repeat(10_000_000)}`],
    ['a long flow line', `[${'a, '.repeat(300_000)}]`],
    ['a literal of many lines', `a: |\n${'  x\n'.repeat(2_000_000)}`],
    [
      'a number of many digits',
      `[${'1'.repeat(5_000_000)}, 0x${'f'.repeat(5_000_000)}]`,
    ],
    ['one wide mapping', wideMapping(200_000)],
    ['a long line with an emoji', `[😀, ${'a, '.repeat(300_000)}]`],
  ])('%s', (_, text) => {
    const started = Date.now();
    parseDocuments(text);
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});

function wideMapping(count: number): string {
  return Array.from({ length: count }, (_, i) => `key${i}: value\n`).join('');
}
