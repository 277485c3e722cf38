import { built, failureOf } from '../testing/build';

/** The data of one generated object, without a suffix on its name. */
async function data(
  kind: 'configMap' | 'secret',
  fields: string,
  files = {},
): Promise<string> {
  const yaml = await built(
    `generatorOptions: {disableNameSuffixHash: true}\n${kind}Generator: [{name: g, ${fields}}]\n`,
    files,
  );
  return /data:\n((?: .*\n)*)/.exec(yaml)?.[1] ?? '';
}

describe('literals', () => {
  it.each([
    ['a=b', '  a: b\n'],
    ['a=', '  a: ""\n'],
    ['a=b=c', '  a: b=c\n'],
    ["a='quoted'", '  a: quoted\n'],
    ['a="quoted"', '  a: quoted\n'],
    ['a="half', "  a: '\"half'\n"],
    ['a= b ', "  a: ' b '\n"],
    ['a=true', '  a: "true"\n'],
    ['a=1_000', '  a: "1_000"\n'],
    ['a b=c', '  a b: c\n'],
    ['A.b-c_d=1', '  A.b-c_d: "1"\n'],
  ])('%s', async (literal, expected) => {
    expect(
      await data('configMap', `literals: [${JSON.stringify(literal)}]`),
    ).toBe(expected);
  });

  it.each([
    ['a', 'invalid literal source a, expected key=value'],
    ['=b', 'invalid literal source =b, expected key=value'],
  ])('%s is refused', async (literal, message) => {
    expect(
      await failureOf(
        `configMapGenerator: [{name: g, literals: [${JSON.stringify(
          literal,
        )}]}]\n`,
      ),
    ).toContain(message);
  });
});

describe('envs', () => {
  it.each([
    ['a=b\n', '  a: b\n'],
    ['# comment\n\na=b\n', '  a: b\n'],
    ['  a=b\n', '  a: b\n'],
    ['a=b # not a comment\n', "  a: 'b # not a comment'\n"],
    ['a="quoted"\n', '  a: \'"quoted"\'\n'],
    ['a=b=c\n', '  a: b=c\n'],
    ['a=b\r\nc=d\r\n', '  a: b\n  c: d\n'],
    ['a=\n', '  a: ""\n'],
    ['\ufeffa=b\n', '  a: b\n'],
    ['a= b\n', "  a: ' b'\n"],
  ])('%j', async (text, expected) => {
    expect(await data('configMap', 'envs: [f]', { f: text })).toBe(expected);
  });
});

describe('files', () => {
  it.each([
    ['[f.txt]', '  f.txt: text\n'],
    ['[key=f.txt]', '  key: text\n'],
    ['[d/f.txt]', '  f.txt: deep\n'],
    ['["a=f.txt", "b=d/f.txt"]', '  a: text\n  b: deep\n'],
  ])('%s', async (list, expected) => {
    expect(
      await data('configMap', `files: ${list}`, {
        'f.txt': 'text',
        'd/f.txt': 'deep',
      }),
    ).toBe(expected);
  });

  it.each([
    ['["=f.txt"]', 'missing key name for file path'],
    ['["a="]', 'missing file path for key name'],
    ['["a=b=c"]', "key name or file path contains '='"],
    ['[none]', 'no such file or directory'],
  ])('%s is refused', async (list, message) => {
    expect(
      await failureOf(`configMapGenerator: [{name: g, files: ${list}}]\n`, {
        'f.txt': '',
      }),
    ).toContain(message);
  });
});

describe('a secret', () => {
  it('holds its data in base64', async () => {
    expect(await data('secret', 'literals: [a=é]')).toBe('  a: w6k=\n');
  });

  it('has lines of seventy characters', async () => {
    const text = await data('secret', 'files: [f]', { f: 'x'.repeat(120) });
    expect(text.split('\n').map(line => line.trim().length)).toEqual([
      4, 70, 70, 20, 0,
    ]);
  });

  it('has a type', async () => {
    expect(
      await built(
        'secretGenerator: [{name: g, type: kubernetes.io/tls, literals: [a=b], options: {disableNameSuffixHash: true}}]\n',
      ),
    ).toBe(
      'apiVersion: v1\ndata:\n  a: Yg==\nkind: Secret\nmetadata:\n  name: g\ntype: kubernetes.io/tls\n',
    );
  });
});

describe('options', () => {
  it('of the generator come before those of all', async () => {
    expect(
      await built(
        'generatorOptions: {disableNameSuffixHash: true, immutable: true, labels: {a: all, b: all}, annotations: {note: all}}\nconfigMapGenerator: [{name: g, literals: [k=v], options: {labels: {a: own}}}]\n',
      ),
    ).toBe(
      'apiVersion: v1\ndata:\n  k: v\nimmutable: true\nkind: ConfigMap\nmetadata:\n  annotations:\n    note: all\n  labels:\n    a: own\n    b: all\n  name: g\n',
    );
  });
});

describe('behavior', () => {
  const files = {
    'base/kustomization.yaml':
      'configMapGenerator: [{name: g, literals: [a=1, b=1], options: {labels: {of: base}, disableNameSuffixHash: true}}]\n',
  };
  const overlay = (fields: string) =>
    `resources: [base]\nconfigMapGenerator: [{name: g, options: {disableNameSuffixHash: true}, ${fields}}]\n`;

  it('merge keeps what it does not name', async () => {
    expect(
      await built(overlay('behavior: merge, literals: [b=2, c=2]'), files),
    ).toBe(
      'apiVersion: v1\ndata:\n  a: "1"\n  b: "2"\n  c: "2"\nkind: ConfigMap\nmetadata:\n  labels:\n    of: base\n  name: g\n',
    );
  });

  it('replace keeps nothing of the data', async () => {
    expect(
      await built(overlay('behavior: replace, literals: [c=2]'), files),
    ).toBe(
      'apiVersion: v1\ndata:\n  c: "2"\nkind: ConfigMap\nmetadata:\n  labels:\n    of: base\n  name: g\n',
    );
  });

  it.each([
    ['behavior: create, literals: [c=2]', 'behavior must be merge or replace'],
    ['literals: [c=2]', 'behavior must be merge or replace'],
    ['behavior: other, literals: [c=2]', 'behavior must be merge or replace'],
  ])('%s is refused where there is one', async (fields, message) => {
    expect(await failureOf(overlay(fields), files)).toContain(message);
  });

  it('merge is refused where there is none', async () => {
    expect(
      await failureOf(
        'configMapGenerator: [{name: g, behavior: merge, literals: [a=b]}]\n',
      ),
    ).toContain('does not exist; cannot merge or replace');
  });
});
