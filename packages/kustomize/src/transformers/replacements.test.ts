import { built, failureOf, valuesOf } from '../testing/build';

const SOURCE =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: source\n  labels: {of: source}\ndata:\n  host: a.b.c\n  port: "80"\n  encoded: aGVsbG8=\n';
const TARGET =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: target\n  labels: {of: target}\nspec:\n  value: x-y-z\n  number: 1\n  list:\n  - name: one\n    value: first\n  - name: two\n    value: second\n  dotted.key: old\n';

interface Rule {
  readonly from: string;
  readonly to: string;
  readonly fromOptions?: string;
  readonly options?: string;
  readonly select?: string;
}

function text({
  from,
  to,
  fromOptions = '',
  options = '',
  select = 'kind: Deployment',
}: Rule): string {
  return `resources: [s.yaml, t.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: source, fieldPath: '${from}', options: {${fromOptions}}}\n  targets:\n  - select: {${select}}\n    fieldPaths: ['${to}']\n    options: {${options}}\n`;
}

const FILES = { 's.yaml': SOURCE, 't.yaml': TARGET };

async function values(rule: Rule): Promise<string[]> {
  const yaml = await built(text(rule), FILES);
  const target = yaml
    .split('---\n')
    .find(part => part.includes('name: target'))!;
  return valuesOf(target, 'value');
}

describe('a replacement takes of its source', () => {
  it.each([
    ['data.host', '', 'a.b.c'],
    ['data.host', 'delimiter: "."', 'a'],
    ['data.host', 'delimiter: ".", index: 1', 'b'],
    ['data.host', 'delimiter: ".", index: 2', 'c'],
    ['data.host', 'delimiter: "/"', 'a.b.c'],
    ['metadata.name', '', 'source'],
    ['kind', '', 'ConfigMap'],
    ['data.port', '', '"80"'],
  ])('%s {%s}: %s', async (from, fromOptions, expected) => {
    expect((await values({ from, fromOptions, to: 'spec.value' })).pop()).toBe(
      expected,
    );
  });

  it.each([
    ['data.host', 'delimiter: ".", index: 3', 'is out of bounds'],
    ['data.host', 'delimiter: ".", index: -1', 'is out of bounds'],
    ['data.none', '', 'is missing for replacement source'],
    [
      'data',
      'delimiter: "."',
      'delimiter option can only be used with scalar nodes',
    ],
  ])('%s {%s} not at all', async (from, fromOptions, message) => {
    expect(
      await failureOf(text({ from, fromOptions, to: 'spec.value' }), FILES),
    ).toContain(message);
  });
});

describe('a replacement writes to its target', () => {
  it.each([
    ['spec.value', '', ['first', 'second', 'a.b.c']],
    ['spec.value', 'delimiter: "-"', ['first', 'second', 'a.b.c-y-z']],
    [
      'spec.value',
      'delimiter: "-", index: 1',
      ['first', 'second', 'x-a.b.c-z'],
    ],
    [
      'spec.value',
      'delimiter: "-", index: 9',
      ['first', 'second', 'x-y-z-a.b.c'],
    ],
    [
      'spec.value',
      'delimiter: "-", index: -1',
      ['first', 'second', 'a.b.c-x-y-z'],
    ],
    ['spec.list.[name=two].value', '', ['first', 'a.b.c', 'x-y-z']],
    ['spec.list.1.value', '', ['first', 'a.b.c', 'x-y-z']],
    ['spec.list.*.value', '', ['a.b.c', 'a.b.c', 'x-y-z']],
    ['spec.list.[name=t.*].value', '', ['first', 'a.b.c', 'x-y-z']],
    [
      'spec.list.[name=new].value',
      'create: true',
      ['first', 'second', 'a.b.c', 'x-y-z'],
    ],
    ['spec.new.value', 'create: true', ['first', 'second', 'a.b.c', 'x-y-z']],
  ])('at %s {%s}: %j', async (to, options, expected) => {
    expect(await values({ from: 'data.host', to, options })).toEqual(expected);
  });

  it.each([
    ['spec.none', ''],
    ['spec.list.[name=none].value', ''],
    ['spec.list.7.value', ''],
    ['spec.none.deep', ''],
  ])('not at %s, which is not there', async (to, options) => {
    expect(
      await failureOf(text({ from: 'data.host', to, options }), FILES),
    ).toContain(`unable to find field "${to}" in replacement target`);
  });

  it('keeping the type of the field that was there', async () => {
    const yaml = await built(
      text({ from: 'data.port', to: 'spec.number' }),
      FILES,
    );
    expect(valuesOf(yaml, 'number')).toEqual(['80']);
  });

  it('at keys with dots, in brackets or escaped', async () => {
    for (const to of ['spec.[dotted.key]', 'spec.dotted\\.key']) {
      const yaml = await built(text({ from: 'data.host', to }), FILES);
      expect(valuesOf(yaml, 'dotted\\.key')).toEqual(['a.b.c']);
    }
  });
});

describe('the targets of a replacement', () => {
  const bySelect = async (select: string) =>
    valuesOf(
      await built(
        text({
          from: 'data.host',
          to: 'metadata.annotations.x',
          options: 'create: true',
          select,
        }),
        FILES,
      ),
      'x',
    ).length;

  it.each([
    ['kind: Deployment', 1],
    ['kind: Deploy', 0],
    ['kind: Deploy.*', 1],
    ['name: target', 1],
    ['name: tar', 0],
    ['name: "tar.*|source"', 2],
    ['labelSelector: of=target', 1],
    ['labelSelector: "of in (target,source)"', 2],
    ['labelSelector: "!of"', 0],
    ['group: apps', 1],
    ['version: v1', 2],
    ['namespace: default', 0],
    ['namespace: other', 0],
  ])('selected by {%s} are %i', async (select, count) => {
    expect(await bySelect(select)).toBe(count);
  });

  it('are without those that are rejected', async () => {
    const yaml = await built(
      'resources: [s.yaml, t.yaml]\nreplacements:\n- source: {kind: ConfigMap, fieldPath: data.host}\n  targets:\n  - select: {name: ".*"}\n    reject: [{kind: ConfigMap}]\n    fieldPaths: [metadata.annotations.x]\n    options: {create: true}\n',
      FILES,
    );
    expect(valuesOf(yaml, 'x')).toEqual(['a.b.c']);
  });
});

describe('the source of a replacement', () => {
  it.each([
    ['{kind: Secret}', 'nothing selected by Secret'],
    ['{name: "s.*"}', 'nothing selected by'],
    ['{version: v1}', 'multiple matches for selector'],
  ])('%s is refused', async (source, message) => {
    const kustomization = `resources: [s.yaml, t.yaml]\nreplacements:\n- source: ${source}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.value]\n`;
    expect(await failureOf(kustomization, FILES)).toContain(message);
  });

  it('may be a name from before a prefix', async () => {
    const yaml = await built(
      `namePrefix: p-\n${text({ from: 'metadata.name', to: 'spec.value' })}`,
      FILES,
    );
    expect(valuesOf(yaml, 'value').pop()).toBe('p-source');
  });
});
