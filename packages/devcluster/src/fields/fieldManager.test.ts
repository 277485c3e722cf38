import { JsonObject, KubeObject } from '../json';
import { builtinSchema } from '../schema/builtinSchemas';
import {
  applyConfiguration,
  updateManagedFields,
  WriteContext,
} from './fieldManager';

const schema = builtinSchema('', 'v1', 'ConfigMap')!;
const context = (
  manager: string,
  operation: 'Apply' | 'Update' = 'Apply',
): WriteContext => ({
  schema,
  id: { manager, operation, apiVersion: 'v1' },
  now: '2026-01-01T00:00:00Z',
});
const map = (data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a' },
  data,
});
const empty = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };

function apply(
  live: JsonObject,
  data: JsonObject,
  manager: string,
  force = false,
): KubeObject {
  const { object, managedFields } = applyConfiguration(live, map(data), {
    ...context(manager),
    force,
    empty,
  });
  const metadata = {
    ...(object.metadata as JsonObject),
    uid: 'u',
    managedFields,
  };
  return { ...object, metadata } as unknown as KubeObject;
}

describe('applyConfiguration', () => {
  it('removes what the applier no longer sets and nobody else owns', () => {
    const first = apply(empty, { mine: '1', shared: '1' }, 'one');
    const second = apply(first, { shared: '1' }, 'two');
    expect(apply(second, {}, 'one').data).toEqual({ shared: '1' });
  });

  it('names every field that another manager owns', () => {
    const live = apply(empty, { a: '1', b: '1' }, 'one');
    expect(() => apply(live, { a: '2', b: '2' }, 'two')).toThrow(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b',
    );
  });

  it('takes fields by force', () => {
    const live = apply(empty, { a: '1', b: '1' }, 'one');
    const forced = apply(live, { a: '2' }, 'two', true);
    expect(forced.data).toEqual({ a: '2', b: '1' });
    expect(
      forced.metadata.managedFields?.map(entry => [
        entry.manager,
        entry.fieldsV1,
      ]),
    ).toEqual([
      ['one', { 'f:data': { 'f:b': {} } }],
      ['two', { 'f:data': { 'f:a': {} } }],
    ]);
  });

  it('owns nothing twice when an updater changes a field', () => {
    const live = apply(empty, { a: '1' }, 'one');
    const next = { ...live, data: { a: '2' } } as KubeObject;
    const entries = updateManagedFields(
      live,
      next,
      context('editor', 'Update'),
    );
    expect(entries?.map(entry => [entry.manager, entry.operation])).toEqual([
      ['editor', 'Update'],
    ]);
  });
});
