import type { UnstructuredObject } from '@backstage-gitops/kube';
import { diffObjects } from './diffObjects';

const object = (
  content: object,
  metadata: Partial<UnstructuredObject['metadata']> = {},
): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', ...metadata },
  ...content,
});
const long = 'x'.repeat(100);

describe('diffObjects', () => {
  it('HR-32 counts additions, changes and removals', () => {
    const live = object({ data: { a: '1', b: '2', long } });
    const wanted = object({ data: { a: '2', c: '3', long }, status: { x: 1 } });
    expect(diffObjects(live, wanted, [])).toEqual({
      additions: 1,
      changes: 1,
      removals: 1,
      patch: [
        { op: 'replace', path: '/data/a', value: '2' },
        { op: 'remove', path: '/data/b' },
        { op: 'add', path: '/data/c', value: '3' },
      ],
    });
  });

  it('HR-32 replaces the whole where that is shorter', () => {
    const live = object({ data: { a: '1', b: '2' } });
    const wanted = object({ data: { a: '2', b: '3' } });
    expect(diffObjects(live, wanted, [])).toMatchObject({
      changes: 1,
      patch: [{ op: 'replace', path: '/data', value: { a: '2', b: '3' } }],
    });
  });

  it('adds and removes items of lists at their end', () => {
    const items = (...names: string[]) =>
      object({ items: names.map(name => ({ name, long })) });
    expect(diffObjects(items('a', 'b', 'c'), items('a'), []).patch).toEqual([
      { op: 'remove', path: '/items/1' },
      { op: 'remove', path: '/items/1' },
    ]);
    expect(diffObjects(items('a'), items('a', 'b'), []).patch).toEqual([
      { op: 'add', path: '/items/-', value: { name: 'b', long } },
    ]);
  });

  it('leaves labels and annotations of others alone', () => {
    const live = object({}, { labels: { other: 'x' } });
    const wanted = object({}, { annotations: { a: 'b' } });
    expect(diffObjects(live, wanted, []).patch).toEqual([
      { op: 'add', path: '/metadata/annotations', value: { a: 'b' } },
    ]);
  });

  it('never replaces metadata as a whole, which would take finalizers away', () => {
    const texts = (value: string) => ({ a: value, b: value, c: value });
    const live = object({}, { labels: texts('1'), annotations: texts('1') });
    const wanted = object({}, { labels: texts('2'), annotations: texts('2') });
    const { changes, patch } = diffObjects(live, wanted, []);
    // What Flux counts: it replaces /metadata.
    expect(changes).toBe(1);
    expect(patch.map(({ path }) => path)).toEqual([
      '/metadata/annotations',
      '/metadata/labels',
    ]);
  });

  it('HR-32 removes ignored paths first, also of lists and with escapes', () => {
    const live = object({ data: { 'a/b': '1' }, list: [1, 2, 3] });
    const wanted = object({ data: {}, list: [4, 2, 5] });
    expect(
      diffObjects(live, wanted, [
        '/data/a~1b',
        '/list/-1',
        '/list/0',
        '/none/x',
      ]),
    ).toMatchObject({ patch: [] });
    expect(() => diffObjects(live, wanted, ['/list/x'])).toThrow(
      'error in remove for path: \'/list/x\': strconv.Atoi: parsing "x": invalid syntax',
    );
  });
});
