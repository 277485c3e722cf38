import { startKustomizations } from '../../../../testing/startKustomizations';
import type { KustomizationBench } from '../../../../testing/startKustomizations';
import type { Kustomization } from '../types';
import { OWNERSHIP_CONFLICT } from './Rivals';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const MANIFEST =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: x\n';

const conflict = (object: Kustomization) =>
  object.status?.conditions?.find(({ type }) => type === OWNERSHIP_CONFLICT);
const isReady = (object: Kustomization) =>
  object.status?.conditions?.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );

describe('appliers of the same object', () => {
  let bench: KustomizationBench;
  let ns: string;

  beforeAll(async () => {
    bench = await startKustomizations();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    ns = await bench.namespace();
    await bench.publish(ns, { 'a.yaml': MANIFEST });
    await bench.create(ns, 'one', {});
    await bench.until(ns, 'one', isReady);
  });

  const warnings = async (name: string) =>
    (await bench.events(ns, name)).filter(text => text.startsWith('Warning'));

  it('are both told, once, as long as both have it', async () => {
    await bench.create(ns, 'two', {});
    const one = await bench.until(ns, 'one', object => !!conflict(object));
    const two = await bench.until(ns, 'two', object => !!conflict(object));
    expect(conflict(one)).toMatchObject({
      status: 'True',
      reason: 'AppliedByAnother',
      message: `ConfigMap/${ns}/a is also applied by Kustomization/${ns}/two`,
    });
    expect(conflict(two)?.message).toBe(
      `ConfigMap/${ns}/a is also applied by Kustomization/${ns}/one`,
    );
    expect(isReady(await bench.request(ns, 'one'))).toBe(true);
    await bench.request(ns, 'two');
    expect(conflict(await bench.request(ns, 'one'))).toBeDefined();
    expect(await warnings('one')).toEqual([
      `Warning AppliedByAnother ${conflict(one)?.message}`,
    ]);
    expect(await warnings('two')).toHaveLength(1);
    await bench.client.patch(
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      { namespace: ns, name: 'two' },
      { spec: { namePrefix: 'other-', prune: false } },
    );
    await bench.until(ns, 'two', object => !conflict(object));
    expect(conflict(await bench.request(ns, 'one'))).toBeUndefined();
  });

  it('are named when they are no Kustomization', async () => {
    const object = {
      ...CONFIG_MAP,
      metadata: { name: 'a', namespace: ns },
      data: { key: 'y' },
    };
    const options = { fieldManager: 'other-applier', force: true };
    await bench.client.apply(object, options);
    const one = await bench.until(ns, 'one', found => !!conflict(found));
    expect(conflict(one)?.message).toBe(
      `ConfigMap/${ns}/a is also applied by the field manager other-applier`,
    );
  });

  it('are not meant: an edit by hand, an applier of other fields, an object that moves', async () => {
    const key = { namespace: ns, name: 'a' };
    await bench.client.patch(
      CONFIG_MAP,
      key,
      { data: { key: 'drift' } },
      { fieldManager: 'kubectl-edit' },
    );
    const other = { ...CONFIG_MAP, metadata: key, data: { more: 'y' } };
    await bench.client.apply(other, { fieldManager: 'other-applier' });
    expect(conflict(await bench.request(ns, 'one'))).toBeUndefined();
    const labels = {
      'kustomize.toolkit.fluxcd.io/name': 'gone',
      'kustomize.toolkit.fluxcd.io/namespace': ns,
    };
    const moved = { ...CONFIG_MAP, metadata: { ...key, name: 'b', labels } };
    await bench.client.apply(moved, { fieldManager: 'kustomize-controller' });
    await bench.publish(ns, {
      'a.yaml': MANIFEST,
      'b.yaml': MANIFEST.replace('name: a', 'name: b'),
    });
    const after = await bench.until(
      ns,
      'one',
      object => object.status?.inventory?.entries?.length === 2,
    );
    expect(conflict(after)).toBeUndefined();
    expect(await warnings('one')).toEqual([]);
  });
});
