import { goInt, goInteger } from '../values/goInt';
import { GoTypes } from '../values/goType';
import { GoComplex } from '../values/goComplex';
import type { GoValue } from '../values/goValue';
import { sprint, sprintf, sprintln } from './printf';

describe('printf', () => {
  it.each<[string, GoValue[], string]>([
    [
      '%d|%5d|%-5d|%05d|%+d',
      [7, 7, 7, 7, 7].map(goInt),
      '7|    7|7    |00007|+7',
    ],
    [
      '%x %X %#x %o %#o %O %b',
      [255, 255, 255, 8, 8, 8, 5].map(goInt),
      'ff FF 0xff 10 010 0o10 101',
    ],
    ['%c %q %U %#U', [9731, 97, 97, 97].map(goInt), "☃ 'a' U+0061 U+0061 'a'"],
    [
      '%v %g %e %.2f %6.1f',
      [2.5, 1e21, 1500, 2.005, 2.25],
      '2.5 1e+21 1.500000e+03 2.00    2.2',
    ],
    [
      '%s|%q|%x|% x|%.2s|%-4s|',
      ['a', 'a"b', 'hi', 'hi', 'héllo', 'a'],
      'a|"a\\"b"|6869|68 69|hé|a   |',
    ],
    ['%t %v', [true, null], 'true <nil>'],
    [
      '%v',
      [
        new Map<string, GoValue>([
          ['b', [1, 'x']],
          ['a', null],
        ]),
      ],
      'map[a:<nil> b:[1 x]]',
    ],
    ['%#v', [[1, 'a', null]], '[]interface {}{1, "a", interface {}(nil)}'],
    ['%T %T', [goInteger(GoTypes.uint8, 1n), [1]], 'uint8 []interface {}'],
    [
      '%v %.1f',
      [new GoComplex(0, 1), new GoComplex(1.25, -2)],
      '(0+1i) (1.2-2.0i)',
    ],
    ['%[2]s %[1]s', ['a', 'b'], 'b a'],
    ['%*d|%-*d|', [goInt(4), goInt(1), goInt(3), goInt(2)], '   1|2  |'],
    ['%d %s', ['x', goInt(1)], '%!d(string=x) %!s(int=1)'],
    ['%d', [], '%!d(MISSING)'],
    ['a', [goInt(1)], 'a%!(EXTRA int=1)'],
    ['%', [], '%!(NOVERB)'],
    ['100%%', [], '100%'],
  ])('%s', (format, values, expected) => {
    expect(sprintf(format, values)).toBe(expected);
  });
});

describe('print', () => {
  it('puts spaces between operands that are both no strings', () => {
    expect(sprint([goInt(1), goInt(2), 'a', 'b', goInt(3)])).toBe('1 2ab3');
    expect(sprintln(['a', goInt(1)])).toBe('a 1\n');
  });
});
