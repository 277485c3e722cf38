import type { ManagedFieldsEntry } from '@backstage-gitops/kube';
import { toAppliedFields } from './migrateManagedFields';

function entry(
  manager: string,
  operation: 'Apply' | 'Update',
  fieldsV1: Record<string, unknown>,
  more: Partial<ManagedFieldsEntry> = {},
): ManagedFieldsEntry {
  return { manager, operation, apiVersion: 'v1', fieldsV1, ...more };
}

const A = { 'f:a': {} };
const B = { 'f:b': { 'f:c': {} } };

describe('toAppliedFields', () => {
  it('makes what the manager has updated applied by it', () => {
    expect(
      toAppliedFields(
        [entry('kubectl', 'Update', B), entry('helm', 'Update', A)],
        'helm',
      ),
    ).toEqual([entry('kubectl', 'Update', B), entry('helm', 'Apply', A)]);
  });

  it('joins it with what the manager has applied already', () => {
    const other = { 'f:b': { 'f:d': {} } };
    expect(
      toAppliedFields(
        [entry('helm', 'Apply', B), entry('helm', 'Update', other)],
        'helm',
      ),
    ).toEqual([entry('helm', 'Apply', { 'f:b': { 'f:c': {}, 'f:d': {} } })]);
  });

  it('drops updates under another version, and leaves subresources', () => {
    const status = entry('helm', 'Update', A, { subresource: 'status' });
    const old = entry('helm', 'Update', A, { apiVersion: 'v1beta1' });
    expect(
      toAppliedFields([entry('helm', 'Apply', B), old, status], 'helm'),
    ).toEqual([entry('helm', 'Apply', B), status]);
  });

  it('drops the annotation of kubectl apply', () => {
    const last = 'f:kubectl.kubernetes.io/last-applied-configuration';
    const fields = {
      'f:metadata': { 'f:annotations': { [last]: {}, 'f:x': {} } },
    };
    expect(toAppliedFields([entry('helm', 'Update', fields)], 'helm')).toEqual([
      entry('helm', 'Apply', {
        'f:metadata': { 'f:annotations': { 'f:x': {} } },
      }),
    ]);
  });

  it('finds nothing to do', () => {
    expect(toAppliedFields([], 'helm')).toBeUndefined();
    expect(
      toAppliedFields([entry('helm', 'Apply', A)], 'helm'),
    ).toBeUndefined();
    expect(
      toAppliedFields([entry('kubectl', 'Update', A)], 'helm'),
    ).toBeUndefined();
  });
});
