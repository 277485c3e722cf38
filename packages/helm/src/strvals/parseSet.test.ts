import { goInt64, type GoValue } from '@backstage-gitops/go-template';
import type { Values } from '../values/values';
import {
  parseSet,
  parseSetFile,
  parseSetInto,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
} from './parseSet';

/** Values as plain JavaScript; integers as bigint. */
function plain(value: GoValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries(
      [...value].map(([key, item]) => [key, plain(item)]),
    );
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return typeof value === 'object' && value !== null && 'value' in value
    ? value.value
    : value;
}

describe('--set', () => {
  it.each<[string, unknown]>([
    ['', {}],
    ['a=1', { a: 1n }],
    ['a=b,c=d', { a: 'b', c: 'd' }],
    ['a=true,b=FALSE,c=Null', { a: true, b: false, c: null }],
    ['a=0,b=00,c=007,d=-3,e=+4', { a: 0n, b: '00', c: '007', d: -3n, e: 4n }],
    ['a=1.5,b=1e3', { a: '1.5', b: '1e3' }],
    ['a=9223372036854775807', { a: 9223372036854775807n }],
    ['a=9223372036854775808', { a: '9223372036854775808' }],
    ['a=', { a: '' }],
    ['a=,b=1', { a: '', b: 1n }],
    ['a.b.c=x', { a: { b: { c: 'x' } } }],
    ['a\\.b=x', { 'a.b': 'x' }],
    ['a=x\\,y', { a: 'x,y' }],
    ['a=x\\\\y', { a: 'x\\y' }],
    ['a={x,1,true}', { a: ['x', 1n, true] }],
    ['a={}', { a: [''] }],
    ['a={x},b=1', { a: ['x'], b: 1n }],
    ['a[0]=x', { a: ['x'] }],
    ['a[2]=x', { a: [null, null, 'x'] }],
    ['a[0].b=x,a[0].c=y', { a: [{ b: 'x', c: 'y' }] }],
    ['a[1][0]=x', { a: [null, ['x']] }],
    ['a={x,y},a[1]=z', { a: ['x', 'z'] }],
    ['=x', {}],
    // Where the input ends inside an assignment Helm forgets it without an error.
    ['a.', {}],
    ['a[0', {}],
    ['a[0]', { a: [] }],
    ['a[0].b=', { a: [] }],
    ['a=x\\', { a: 'x' }],
  ])('%s', (line, expected) => {
    expect(plain(parseSet(line))).toEqual(expected);
  });

  it.each([
    ['a', 'key "a" has no value'],
    ['a,b=1', 'key "a" has no value (cannot end with ,)'],
    ['a.=1', 'key map "a" has no value'],
    ['a={x', "list must terminate with '}'"],
    ['a[]=1', 'error parsing index: strconv.Atoi: parsing "": invalid syntax'],
    [
      'a[99999999999999999999]=1',
      'error parsing index: strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
    ['a[-1]=1', 'negative -1 index not allowed'],
    [
      'a[70000]=1',
      'index of 70000 is greater than maximum supported index of 65536',
    ],
    ['a[0]x=1', "unexpected data at end of array index: ['x']"],
    [
      'a=1,a.b=2',
      'unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}',
    ],
    [
      'a=x,a[0]=2',
      'unable to parse key: interface conversion: interface {} is string, not []interface {}',
    ],
  ])('%s is refused', (line, message) => {
    expect(() => parseSet(line)).toThrow(
      `failed parsing --set data: ${message}`,
    );
  });

  it('changes a list and a table that are there', () => {
    const values: Values = new Map<string, GoValue>([
      ['a', [new Map([['b', 1]])]],
    ]);
    parseSet('a[0].c=2', values);
    expect(plain(values)).toEqual({ a: [{ b: 1, c: 2n }] });
  });
});

describe('parseSetInto', () => {
  it('changes lists in place, as slices of Go share their array', () => {
    const list: GoValue[] = [1, 2];
    const values: Values = new Map<string, GoValue>([['a', list]]);
    parseSetInto('a[0]=x', values, 'typed');
    expect(list).toEqual(['x', 2]);
    parseSetInto('a[2]=7', values, 'string');
    expect(plain(values)).toEqual({ a: ['x', 2, '7'] });
    expect(list).toHaveLength(2);
  });

  it('fails with the words of the parser alone', () => {
    expect(() => parseSetInto('a={x', new Map(), 'typed')).toThrow(
      /^list must terminate with '}'$/,
    );
  });
});

describe('the other flags', () => {
  it('--set-string makes no types', () => {
    expect(plain(parseSetString('a=1,b={true,null}'))).toEqual({
      a: '1',
      b: ['true', 'null'],
    });
  });

  it('--set-literal takes everything', () => {
    expect(plain(parseSetLiteral('a.b={1,2}\\,x=y'))).toEqual({
      a: { b: '{1,2}\\,x=y' },
    });
  });

  it('--set-file reads each file', () => {
    const read = (path: string) => `<${path}>`;
    expect(plain(parseSetFile('a=x.txt,b=y', new Map(), read))).toEqual({
      a: '<x.txt>',
      b: '<y>',
    });
  });

  it.each<[string, unknown]>([
    ['a=[1,{"b":null}],c="x,y"', { a: [1, { b: null }], c: 'x,y' }],
    ['a=,b= 1.5 ,c=-2e3', { a: null, b: 1.5, c: -2000 }],
    ['{"a":{"b":1}}', { a: { b: 1 } }],
    ['a[1]="x"', { a: [null, 'x'] }],
  ])('--set-json %s', (line, expected) => {
    expect(plain(parseSetJson(line))).toEqual(expected);
  });

  it.each(['a=x', 'a={', 'a={"b":1', 'a', '{"a"'])(
    '--set-json %s is refused',
    line => {
      expect(() => parseSetJson(line)).toThrow(
        'failed parsing --set-json data',
      );
    },
  );

  it('keeps keys that mean something to JavaScript', () => {
    const values = parseSetJson('{"__proto__":{"x":1},"constructor":2}');
    expect([...values.keys()]).toEqual(['__proto__', 'constructor']);
    parseSet('__proto__.y=1', values);
    expect(values.get('__proto__')).toEqual(
      new Map<string, GoValue>([
        ['x', 1],
        ['y', goInt64(1)],
      ]),
    );
    expect(({} as { y?: unknown }).y).toBeUndefined();
  });
});
