import type { UnstructuredObject } from '@backstage-gitops/kube';
import { createThreeWayPatch } from './createThreeWayPatch';

type Spec = Record<string, unknown>;

function patchOf(
  type: { apiVersion: string; kind: string },
  [original, target, live]: readonly [Spec, Spec, Spec],
  threeWayMergeForUnstructured = false,
) {
  const object = (fields: Spec): UnstructuredObject => ({
    ...type,
    metadata: { name: 'a' },
    ...fields,
  });
  return createThreeWayPatch(object(original), object(target), object(live), {
    threeWayMergeForUnstructured,
  });
}

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap' };
const CUSTOM = { apiVersion: 'shop.test/v1', kind: 'Shelf' };
const POD = { apiVersion: 'v1', kind: 'Pod' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

const pod = (...containers: Spec[]): Spec => ({ spec: { containers } });

describe('createThreeWayPatch of built-in kinds', () => {
  it.each<[string, readonly [Spec, Spec, Spec], Spec]>([
    [
      'changes what differs from the live object, removes what the manifest had',
      [
        { data: { a: '1', gone: 'x' } },
        { data: { a: '1' } },
        { data: { a: '2', gone: 'x', theirs: 'y' } },
      ],
      { data: { a: '1', gone: null } },
    ],
    [
      'removes what is gone from the live object already, as Go does',
      [{ data: { gone: 'x' } }, { data: {} }, { data: {} }],
      { data: { gone: null } },
    ],
    [
      'finds nothing to do',
      [{ data: { a: '0' } }, { data: { a: '1' } }, { data: { a: '1' } }],
      {},
    ],
    [
      'keeps a key that is no key of the prototype',
      [{ data: {} }, { data: { constructor: 'x' } }, { data: {} }],
      { data: { constructor: 'x' } },
    ],
  ])('%s', (_, objects, patch) => {
    const made = patchOf(CONFIG, objects);
    expect(made.patchType).toBe('strategic');
    expect(JSON.parse(JSON.stringify(made.patch))).toEqual(patch);
  });

  it.each<[string, readonly [Spec, Spec, Spec], Spec]>([
    [
      'merges lists by their key, and leaves items of others',
      [
        pod({ name: 'a', image: '1' }, { name: 'gone', image: '1' }),
        pod({ name: 'a', image: '2' }),
        pod({ name: 'a', image: '1' }, { name: 'gone' }, { name: 'theirs' }),
      ],
      {
        spec: {
          '$setElementOrder/containers': [{ name: 'a' }],
          containers: [
            { name: 'a', image: '2' },
            { name: 'gone', $patch: 'delete' },
          ],
        },
      },
    ],
    [
      'names the keys that stay where the others are to go',
      [
        { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
        { spec: { volumes: [{ name: 'v', secret: { secretName: 's' } }] } },
        { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      ],
      {
        spec: {
          '$setElementOrder/volumes': [{ name: 'v' }],
          volumes: [
            {
              name: 'v',
              $retainKeys: ['name', 'secret'],
              emptyDir: null,
              secret: { secretName: 's' },
            },
          ],
        },
      },
    ],
    [
      'replaces lists without a key',
      [
        pod({ name: 'a', args: ['x', 'y'] }),
        pod({ name: 'a', args: ['x'] }),
        pod({ name: 'a', args: ['x', 'y', 'z'] }),
      ],
      {
        spec: {
          '$setElementOrder/containers': [{ name: 'a' }],
          containers: [{ name: 'a', args: ['x'] }],
        },
      },
    ],
    [
      'merges lists of texts',
      [
        { metadata: { name: 'a', finalizers: ['gone', 'x'] } },
        { metadata: { name: 'a', finalizers: ['x', 'z'] } },
        { metadata: { name: 'a', finalizers: ['gone', 'theirs', 'x'] } },
      ],
      {
        metadata: {
          '$deleteFromPrimitiveList/finalizers': ['gone'],
          '$setElementOrder/finalizers': ['x', 'z'],
          finalizers: ['z'],
        },
      },
    ],
  ])('%s', (_, objects, patch) => {
    expect(JSON.parse(JSON.stringify(patchOf(POD, objects).patch))).toEqual(
      patch,
    );
  });

  it('drops defaults of another strategy of a Deployment', () => {
    const { patch } = patchOf(DEPLOYMENT, [
      { spec: { strategy: { type: 'RollingUpdate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: {} } } },
    ]);
    expect(JSON.parse(JSON.stringify(patch))).toEqual({
      spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    });
  });

  it('refuses items without their merge key', () => {
    expect(() =>
      patchOf(POD, [
        {},
        pod({ image: 'x', ports: [{ name: 'web' }] }),
        pod({ name: 'a' }),
      ]),
    ).toThrow(
      'map: map[image:x ports:[map[name:web]]] does not contain declared merge key: name',
    );
  });
});

describe('createThreeWayPatch of custom kinds', () => {
  const OBJECTS = [
    { spec: { a: 1, gone: 1, list: [1] } },
    { spec: { a: 2, list: [1, 2] } },
    { spec: { a: 3, gone: 1, list: [9], theirs: 1 } },
  ] as const;

  it('compares the manifests alone', () => {
    expect(patchOf(CUSTOM, OBJECTS)).toEqual({
      patchType: 'merge',
      patch: { spec: { a: 2, gone: null, list: [1, 2] } },
    });
    const [, target, live] = OBJECTS;
    expect(patchOf(CUSTOM, [target, target, live]).patch).toEqual({});
  });

  it('looks at the live object where that is asked for', () => {
    const [, target, live] = OBJECTS;
    expect(patchOf(CUSTOM, [target, target, live], true).patch).toEqual({
      spec: { a: 2, list: [1, 2] },
    });
  });
});
