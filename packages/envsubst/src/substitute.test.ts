import { EnvsubstError } from './errors';
import { checkVariableNames, substitute } from './substitute';

const VARIABLES = {
  name: 'payments',
  version: 'v1.2.3',
  path: 'a/b/c.tar.gz',
  word: 'Éclair ñandú',
  empty: '',
};

function errorOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe.each<[title: string, text: string, expected: string]>([
  ['a variable', 'app: ${name}', 'app: payments'],
  ['several variables', '${name}-${version}!', 'payments-v1.2.3!'],
  ['no braces', '$name $ {name}', '$name $ {name}'],
  ['an escaped expression', '$${name}', '${name}'],
  ['an escaped dollar', '$$name', '$name'],
  ['an escape before an expression', '$$${name}', '$payments'],
  ['a dollar at the end', 'cost: 5$', 'cost: 5$'],
  ['a variable set to nothing', '[${empty}]', '[]'],
  ['default with :-', '${absent:-x}', 'x'],
  ['default with :=', '${absent:=x}', 'x'],
  ['default with =', '${absent=x}', 'x'],
  ['default with :+', '${absent:+x}', 'x'],
  ['default with :?', '${absent:?x}', 'x'],
  ['an empty default', '[${absent:=}]', '[]'],
  ['a default for an empty value', '${empty:-x}', 'x'],
  ['a default that is not needed', '${name:-x}', 'payments'],
  ['a nested default', '${absent:=${name}}', 'payments'],
  ['a default with text around it', '${absent:=<${name}>}', '<payments>'],
  ['length', '${#name}', '8'],
  ['length in bytes', '${#word}', '15'],
  ['lower', '${word,,}', 'éclair ñandú'],
  ['lower first', '${word,}', 'éclair ñandú'],
  ['upper', '${word^^}', 'ÉCLAIR ÑANDÚ'],
  ['upper first', '${name^}', 'Payments'],
  ['mixed case operators do nothing', '${name,^}', 'payments'],
  ['offset', '${name:3}', 'ments'],
  ['offset and length', '${name:0:3}', 'pay'],
  ['offset past the end', '[${name:90}]', '[]'],
  ['length past the end', '${name:3:90}', 'ments'],
  ['a huge length', '${name:3:9223372036854775807}', 'ments'],
  ['an offset that is no number', '${name:x}', 'payments'],
  ['an offset with a space', '${name: -2}', 'payments'],
  ['a negative offset is a default', '${name:-2:1}', 'payments'],
  ['halves of one character', '${word:0:1}${word:1:1}', 'É'],
  ['replace first', '${name/m/_}', 'pay_ents'],
  ['replace all', '${path//\\//-}', 'a-b-c.tar.gz'],
  ['keep a prefix without a replacement', '${version/#v/}', 'v1.2.3'],
  ['replace a prefix by text', '${version/#v/r}', 'r1.2.3'],
  ['replace a suffix', '${path/%.gz/.xz}', 'a/b/c.tar.xz'],
  ['replace without a replacement', '${name/pay/}', 'ments'],
  ['trim the shortest prefix', '${path#*/}', 'b/c.tar.gz'],
  ['trim the longest prefix', '${path##*/}', 'c.tar.gz'],
  ['trim the shortest suffix', '${path%.*}', 'a/b/c.tar'],
  ['trim the longest suffix', '${path%%.*}', 'a/b/c'],
  ['trim with a class', '${version#[a-z]}', '1.2.3'],
  ['trim with a broken class', '${version#[a-}', 'v1.2.3'],
  ['a leading digit parses', '${1a:=x}', 'x'],
])('substitute: %s', (_, text, expected) => {
  it(`${text} → ${expected}`, () => {
    expect(substitute(text, VARIABLES)).toBe(expected);
  });
});

describe.each<[text: string, code: string, message: string]>([
  ['${}', 'BAD_VARIABLE_NAME', 'unable to parse variable name'],
  ['${name', 'MISSING_CLOSING_BRACE', 'missing closing brace'],
  ['${a.b}', 'MISSING_CLOSING_BRACE', 'missing closing brace'],
  ['${name@Q}', 'MISSING_CLOSING_BRACE', 'missing closing brace'],
  ['${name-x}', 'MISSING_CLOSING_BRACE', 'missing closing brace'],
  ['${name+x}', 'MISSING_CLOSING_BRACE', 'missing closing brace'],
  ['${name?x}', 'MISSING_CLOSING_BRACE', 'missing closing brace'],
  ['${#}', 'BAD_SUBSTITUTION', 'bad substitution'],
  ['${name#a${name}}', 'BAD_SUBSTITUTION', 'bad substitution'],
  ['${name:}', 'BAD_ARGUMENT', 'unable to parse substitution within function'],
  ['${name:=x', 'BAD_ARGUMENT', 'unable to parse substitution within function'],
  ['${nope}', 'NOT_SET', 'variable not set (strict mode): "nope"'],
  ['${nope^^}', 'NOT_SET', 'variable not set (strict mode): "nope"'],
  ['${a:=${nope}}', 'NOT_SET', 'variable not set (strict mode): "nope"'],
  [
    '${name:1:-1}',
    'NEGATIVE_LENGTH',
    "${name:1:-1}: a substring can't have the negative length -1",
  ],
])('substitute refuses %s', (text, code, message) => {
  it(`with ${code}, its expression and line`, () => {
    const error = errorOf(() =>
      substitute(`first: line\nsecond: ${text}`, VARIABLES),
    );
    expect(error).toBeInstanceOf(EnvsubstError);
    expect(error).toMatchObject({
      code,
      message,
      line: 2,
      expression: expect.stringMatching(/^\$\{/),
    });
  });
});

describe('substitute', () => {
  it('takes an undefined variable for empty when not strict', () => {
    expect(substitute('[${nope}]', {}, { strict: false })).toBe('[]');
  });

  it('reads variables from a Map', () => {
    expect(substitute('${a}', new Map([['a', 'b']]))).toBe('b');
  });

  it('does not find properties of the object prototype', () => {
    expect(() => substitute('${constructor}', {})).toThrow('not set');
    expect(() => substitute('${__proto__}', {})).toThrow('not set');
  });

  it('does not substitute what a value holds', () => {
    expect(substitute('${a}', { a: '${b}', b: 'c' })).toBe('${b}');
  });

  it('ends a trim pattern that would take for ever', () => {
    const value = 'a'.repeat(20_000);
    expect(() =>
      substitute(`\${v##${'*a'.repeat(40)}b}`, { v: value }),
    ).toThrow(expect.objectContaining({ code: 'TOO_COMPLEX' }));
  });

  it('ends a replacement that would fill the memory', () => {
    const v = 'a'.repeat(100_000);
    expect(() => substitute('${v//a/${v}}', { v })).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE' }),
    );
  });

  it('ends expressions nested without measure', () => {
    expect(() => substitute('${a:='.repeat(100_000), {})).toThrow(
      expect.objectContaining({ code: 'TOO_DEEP' }),
    );
  });
});

describe('checkVariableNames', () => {
  it('accepts letters, digits and underscores', () => {
    expect(() => checkVariableNames(['a', '_b', 'C9'])).not.toThrow();
  });

  it('names the first bad one in sorted order', () => {
    expect(() => checkVariableNames(['ok', 'z-z', 'a-b'])).toThrow(
      "'a-b' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'",
    );
  });
});
