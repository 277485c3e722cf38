import { marshal } from './marshal';
import { YamlError } from '../errors';

describe('marshal', () => {
  it.each<[unknown, string]>([
    [null, 'null\n'],
    [{}, '{}\n'],
    [[], '[]\n'],
    ['', '""\n'],
    [{ b: 1, a: [] }, 'a: []\nb: 1\n'],
    [{ a: [{ b: [[1]] }] }, 'a:\n- b:\n  - - 1\n'],
    [
      { a: 1e6, b: 1234567.5, c: 0.1, d: -0 },
      'a: 1000000\nb: 1.2345675e+06\nc: 0.1\nd: 0\n',
    ],
    [
      { a: 1e21, b: 2n ** 64n, c: 2n ** 63n },
      'a: 1e+21\nb: 1.8446744073709552e+19\nc: 9223372036854775808\n',
    ],
    [
      ['yes', 'y', 'on', '1', '1e3', '0x1', '~', '12:30', '2001-01-01'],
      '- "yes"\n- "y"\n- "on"\n- "1"\n- "1e3"\n- "0x1"\n- "~"\n- "12:30"\n- "2001-01-01"\n',
    ],
    [
      ['- a', 'a: b', '#', 'a #b', '{', 'a\tb', "it's"],
      `- '- a'\n- 'a: b'\n- '#'\n- 'a #b'\n- '{'\n- "a\\tb"\n- it's\n`,
    ],
    [
      { a: 'x\ny\n', b: 'x\ny', c: 'x\n\n', d: ' x\n' },
      'a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\nd: |2\n   x\n',
    ],
    [{ a: 'trailing \nspace' }, 'a: "trailing \\nspace"\n'],
    [{ a10: 1, a9: 2, A: 3, _: 4, a: 5 }, '_: 4\nA: 3\na: 5\na9: 2\na10: 1\n'],
    [
      new Map([
        ['b', 1],
        ['a', 2],
      ]),
      'a: 2\nb: 1\n',
    ],
    [{ a: undefined, b: 1 }, 'b: 1\n'],
    [
      { a: 'word '.repeat(20).trim() },
      `a: ${'word '.repeat(16).trim()}\n  word word word word\n`,
    ],
    [{ ['k'.repeat(129)]: 1 }, `? ${'k'.repeat(129)}\n: 1\n`],
  ])('%p', (value, text) => {
    expect(marshal(value)).toBe(text);
  });

  it('writes other objects as the caller says', () => {
    class Quantity {
      constructor(readonly text: string) {}
    }
    const replace = (value: object) =>
      value instanceof Quantity ? value.text : undefined;
    expect(marshal({ a: new Quantity('5') }, { replace })).toBe('a: "5"\n');
  });

  it.each<[unknown, string]>([
    [NaN, 'TYPE'],
    [{ a: Infinity }, 'TYPE'],
    [() => 1, 'TYPE'],
    ['\x7f', 'ENCODING'],
    [{ ['k'.repeat(1100)]: 1 }, 'SYNTAX'],
  ])('refuses %p', (value, code) => {
    expect(() => marshal(value)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a value that contains itself', () => {
    const value: unknown[] = [];
    value.push(value);
    expect(() => marshal(value)).toThrow(YamlError);
  });
});
