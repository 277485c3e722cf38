import { built, failureOf, valuesOf } from '../testing/build';

const map = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
const FILES = { 'o.yaml': `${map('a')}---\n${map('b')}` };

const patches = (...entries: string[]) =>
  `resources: [o.yaml]\npatches:\n${entries
    .map(entry => `- ${entry}\n`)
    .join('')}`;

describe('patches', () => {
  it.each([
    ['', 'a', 'ConfigMap'],
    ['allowNameChange: true', 'new', 'ConfigMap'],
    ['allowKindChange: true', 'a', 'Robot'],
    ['allowNameChange: true, allowKindChange: true', 'new', 'Robot'],
  ])(
    'of YAML with {%s} give name %s and kind %s',
    async (options, name, kind) => {
      const patch = '{apiVersion: v1, kind: Robot, metadata: {name: new}}';
      const yaml = await built(
        patches(
          `{target: {name: a}, patch: "${patch}", options: {${options}}}`,
        ),
        FILES,
      );
      expect(valuesOf(yaml, 'name').sort()).toEqual(['b', name].sort());
      expect(valuesOf(yaml, 'kind').sort()).toEqual(['ConfigMap', kind].sort());
    },
  );

  it('of JSON change name and kind without being asked', async () => {
    const yaml = await built(
      patches(
        `{target: {name: a}, patch: '[{"op": "replace", "path": "/metadata/name", "value": "new"}, {"op": "replace", "path": "/kind", "value": "Robot"}]'}`,
      ),
      FILES,
    );
    expect(valuesOf(yaml, 'name')).toEqual(['b', 'new']);
    expect(valuesOf(yaml, 'kind')).toEqual(['ConfigMap', 'Robot']);
  });

  it('reach all objects that a target selects', async () => {
    const yaml = await built(
      patches(
        '{target: {kind: ConfigMap}, patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: any}, data: {k: v}}"}',
      ),
      FILES,
    );
    expect(valuesOf(yaml, 'k')).toEqual(['v', 'v']);
  });

  it('may hold several documents', async () => {
    const yaml = await built(patches('{path: p.yaml}'), {
      ...FILES,
      'p.yaml': `${map('a', 'data: {k: one}\n')}---\n${map(
        'b',
        'data: {k: two}\n',
      )}`,
    });
    expect(valuesOf(yaml, 'k')).toEqual(['one', 'two']);
  });

  it('come in their order', async () => {
    const set = (value: string) =>
      `{target: {name: a}, patch: '[{"op": "add", "path": "/data", "value": {"k": "${value}"}}]'}`;
    expect(
      valuesOf(await built(patches(set('one'), set('two')), FILES), 'k'),
    ).toEqual(['two']);
  });

  it('with a target that selects nothing do nothing', async () => {
    expect(
      await failureOf(
        patches(
          `{target: {name: none}, patch: '[{"op": "remove", "path": "/data"}]'}`,
        ),
        FILES,
      ),
    ).toBe('');
  });

  it('reach an object by the name that it had before a prefix', async () => {
    const yaml = await built(`namePrefix: p-\n${patches('{path: p.yaml}')}`, {
      ...FILES,
      'p.yaml': map('a', 'data: {k: v}\n'),
    });
    expect(valuesOf(yaml, 'k')).toEqual(['v']);
  });

  it.each([
    [
      '{path: p.yaml}',
      map('none'),
      'no resource matches strategic merge patch',
    ],
    ['{patch: x, path: p.yaml}', '', 'patch and path can'],
    ['{target: {name: a}}', '', 'must specify one of patch and path'],
    [
      `{patch: '[{"op": "remove", "path": "/data"}]'}`,
      '',
      'must specify a target for JSON patch',
    ],
    ['{path: p.yaml}', 'text', 'unable to parse SM or JSON patch from'],
    ['{target: {name: a}, path: none.yaml}', '', 'no such file or directory'],
  ])('%s are refused', async (entry, text, message) => {
    expect(
      await failureOf(patches(entry), { ...FILES, 'p.yaml': text }),
    ).toContain(message);
  });
});
