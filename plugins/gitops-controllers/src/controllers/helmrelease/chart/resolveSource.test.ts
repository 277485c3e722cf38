import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { HelmReleaseContext, HelmReleaseDeps } from '../types';
import { buildHelmChart } from './chartTemplate';
import { resolveSource } from './resolveSource';

const KEY = { kind: 'HelmChart', namespace: 'apps', name: 'apps-web' };

function release(chart: string) {
  const sourceRef = { kind: 'HelmRepository', name: 'charts' };
  return {
    metadata: { name: 'web', namespace: 'apps', generation: 2 },
    spec: { interval: '1h', chart: { spec: { chart, sourceRef } } },
  } as unknown as HelmReleaseContext['object'];
}

/** The HelmChart of a release at some generation, ready for the one before or that. */
function helmChart(
  object: HelmReleaseContext['object'],
  generation: number,
  observedGeneration: number,
) {
  const { chart } = object.spec;
  const made = buildHelmChart(object, chart!, KEY);
  const defaults = { reconcileStrategy: 'ChartVersion', version: '*' };
  return {
    ...made,
    metadata: { ...made.metadata, generation },
    spec: { ...defaults, ...(made.spec as object) },
    status: { observedGeneration, artifact: { revision: '1.0.0' } },
  } as unknown as UnstructuredObject;
}

function resolve(cached: UnstructuredObject, live: UnstructuredObject) {
  const get = jest.fn(async () => live);
  const ctx = {
    object: release('other'),
    signal: new AbortController().signal,
    client: { get },
  } as unknown as HelmReleaseContext;
  const deps = {
    sources: { get: () => cached },
    options: { featureGates: {}, requeueDependencyMs: 30_000 },
  } as unknown as HelmReleaseDeps;
  return { get, resolved: resolveSource(ctx, deps) };
}

describe('resolveSource', () => {
  it('HR-3 waits for the chart that it has just asked for, whatever the informer still holds', async () => {
    const { get, resolved } = resolve(
      helmChart(release('web'), 1, 1),
      helmChart(release('other'), 2, 1),
    );
    await expect(resolved).rejects.toThrow(
      "HelmChart 'apps/apps-web' is not ready: latest generation of object has not been reconciled",
    );
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('HR-9 reads a HelmChart that is as the template says from the informer', async () => {
    const chart = helmChart(release('other'), 2, 2);
    const { get, resolved } = resolve(chart, chart);
    await expect(resolved).resolves.toMatchObject(KEY);
    expect(get).not.toHaveBeenCalled();
  });
});
