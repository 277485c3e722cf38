import { built } from '../testing/build';

/** How a value is written that a patch has put into an object. */
async function written(value: string): Promise<string> {
  const yaml = await built(
    'resources: [o.yaml]\npatches: [{target: {kind: Robot}, path: p.json}]\n',
    {
      'o.yaml': 'apiVersion: v1\nkind: Robot\nmetadata: {name: r}\n',
      'p.json': `[{"op": "add", "path": "/zz", "value": ${value}}]`,
    },
  );
  return yaml.slice(yaml.indexOf('zz: ') + 4).trimEnd();
}

describe('a value of a JSON patch', () => {
  it.each([
    ['1', '1'],
    ['-0', '0'],
    ['1.0', '1'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['1e6', '1000000'],
    ['123456789', '123456789'],
    ['9007199254740993', '9007199254740992'],
    ['1e21', '1e+21'],
    ['1e-7', '1e-07'],
    ['0.000001', '1e-06'],
    ['true', 'true'],
    ['null', 'null'],
    ['""', '""'],
    ['"true"', '"true"'],
    ['"yes"', '"yes"'],
    ['"null"', '"null"'],
    ['"1"', '"1"'],
    ['"0x1F"', '"0x1F"'],
    ['"1_000"', '"1_000"'],
    ['"1e3"', '"1e3"'],
    ['"2001-01-01"', '"2001-01-01"'],
    ['"a: b"', "'a: b'"],
    ['"a #b"', "'a #b'"],
    ['"- a"', "'- a'"],
    ['" a"', "' a'"],
    ['"a\\nb"', '|-\n  a\n  b'],
    ['"a\\nb\\n"', '|\n  a\n  b'],
    ['"a\\tb"', '"a\\tb"'],
    ['"é"', 'é'],
    ['"*a"', "'*a'"],
    ['[]', '[]'],
    ['{}', '{}'],
  ])('%s is written %s', async (value, expected) => {
    expect(await written(value)).toBe(expected);
  });
});
