import { createCleanupPatch, takeOverFields } from './takeover';

const OWNER = 'kustomize-controller';
const KUBECTL = [
  { name: 'kubectl', exact: false, operation: 'Apply' },
  { name: 'kubectl', exact: false, operation: 'Update' },
  { name: OWNER, exact: true, operation: 'Update' },
] as const;

const entry = (
  manager: string,
  operation: 'Apply' | 'Update',
  fieldsV1: Record<string, unknown>,
  subresource?: string,
) => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...(subresource ? { subresource } : {}),
});

describe('takeOverFields', () => {
  it('does nothing where only the owner and strangers write', () => {
    const entries = [
      entry(OWNER, 'Apply', { 'f:data': {} }),
      entry('foo', 'Update', { 'f:data': { 'f:extra': {} } }),
    ];
    expect(takeOverFields(entries, KUBECTL, OWNER)).toBeUndefined();
  });

  it('folds every manager whose name begins with kubectl into the owner', () => {
    const entries = [
      entry('kubectl-patch', 'Update', { 'f:data': { 'f:a': {} } }),
      entry(OWNER, 'Apply', { 'f:data': { 'f:b': {} } }),
      entry('foo', 'Update', { 'f:data': { 'f:extra': {} } }),
      entry('kubectl', 'Apply', {
        'f:metadata': { 'f:labels': { 'f:x': {} } },
      }),
    ];
    expect(takeOverFields(entries, KUBECTL, OWNER)).toEqual([
      entries[2],
      entry(OWNER, 'Apply', {
        'f:data': { 'f:a': {}, 'f:b': {} },
        'f:metadata': { 'f:labels': { 'f:x': {} } },
      }),
    ]);
  });

  it('renames the first entry where the owner has none', () => {
    const entries = [entry('kubectl', 'Update', { 'f:data': {} })];
    expect(takeOverFields(entries, KUBECTL, OWNER)).toEqual([
      entry(OWNER, 'Apply', { 'f:data': {} }),
    ]);
  });

  it("takes the owner's own updates but leaves subresources", () => {
    const entries = [
      entry(OWNER, 'Update', { 'f:data': {} }),
      entry('kubectl', 'Update', { 'f:spec': { 'f:replicas': {} } }, 'scale'),
    ];
    expect(takeOverFields(entries, KUBECTL, OWNER)).toEqual([
      entries[1],
      entry(OWNER, 'Apply', { 'f:data': {} }),
    ]);
  });
});

describe('createCleanupPatch', () => {
  it('removes only the marks that are there', () => {
    const patch = createCleanupPatch(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': '{}',
            keep: 'x',
          },
          labels: { 'fluxcd.io/sync-gc-mark': 'x' },
        },
      },
      {
        annotations: [
          'kubectl.kubernetes.io/last-applied-configuration',
          'fluxcd.io/sync-checksum',
        ],
        labels: ['fluxcd.io/sync-gc-mark'],
        managers: KUBECTL,
      },
      OWNER,
    );
    expect(patch).toEqual([
      {
        op: 'remove',
        path: '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration',
      },
      { op: 'remove', path: '/metadata/labels/fluxcd.io~1sync-gc-mark' },
    ]);
  });
});
