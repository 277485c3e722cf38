import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import {
  DriftTestEnvironment,
  ORIGIN,
} from './__testUtils__/DriftTestEnvironment';
import { formatCorrections, formatDrift } from './formatDrift';
import { DRIFT_DIFF } from './recordDiff';

const config = (
  name: string,
  data: object,
  metadata = {},
): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: ORIGIN, ...metadata },
  data,
});
const deployment = (name: string): UnstructuredObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: ORIGIN },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: 'b', image: 'b:1', ports: [{ containerPort: 80 }] },
          { name: 'a', image: 'a:1', resources: { limits: { cpu: '1000m' } } },
        ],
      },
    },
  },
});
const secret: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'key', labels: ORIGIN },
  stringData: { token: 'first-secret' },
};

async function until(check: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !check(); i++) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

describe('drift of a release', () => {
  let server: DevCluster;
  let cluster: DriftTestEnvironment;
  beforeAll(async () => {
    server = await startDevCluster();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    cluster = await DriftTestEnvironment.start(server);
  });
  afterEach(() => cluster.stop());

  it('HR-32 what the server fills in, other writers and the order of lists are no drift', async () => {
    const release = await cluster.release([
      deployment('web'),
      config('c', { a: '1' }),
      secret,
    ]);
    await cluster.patch('ConfigMap', 'c', {
      data: { foreign: 'x' },
      metadata: { labels: { foreign: 'x' } },
    });
    await cluster.patch('Deployment', 'web', {
      metadata: { annotations: { 'foreign/x': 'y' } },
    });
    expect(await cluster.detect(release)).toEqual([]);
  });

  it('HR-32 tells what is gone and what has changed in the words of Flux, and puts it right', async () => {
    const release = await cluster.release([
      config('gone', { a: '1' }),
      config('changed', { a: '1', b: '2', long: 'x'.repeat(99) }),
      deployment('web'),
      config(
        'exempt',
        { a: '1' },
        {
          annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' },
        },
      ),
    ]);
    await cluster.remove('ConfigMap', 'gone');
    await cluster.patch('ConfigMap', 'changed', {
      data: { a: 'other', b: null },
    });
    await cluster.patch('Deployment', 'web', { spec: { replicas: 9 } });
    await cluster.patch('ConfigMap', 'exempt', { data: { a: 'other' } });
    const drift = await cluster.detect(release);
    expect(formatDrift(drift)).toBe(
      [
        'ConfigMap/ns/gone removed',
        'ConfigMap/ns/changed changed (1 additions, 1 changes, 0 removals)',
        'Deployment/ns/web changed (0 additions, 1 changes, 0 removals)',
        'ConfigMap/ns/exempt excluded',
      ].join('\n'),
    );
    expect(formatCorrections(await cluster.correct(drift))).toBe(
      [
        'ConfigMap/ns/gone created',
        'ConfigMap/ns/changed configured',
        'Deployment/ns/web configured',
      ].join('\n'),
    );
    expect(await cluster.detect(release)).toEqual([]);
  });

  it('HR-32 an object that the cluster marks as exempt is left alone', async () => {
    const release = await cluster.release([config('a', { x: '1' })]);
    await cluster.patch('ConfigMap', 'a', {
      data: { x: '2' },
      metadata: {
        labels: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' },
      },
    });
    expect(await cluster.detect(release)).toEqual([]);
  });

  it('HR-32 passes over ignored fields and objects', async () => {
    const release = await cluster.release([
      config('a', { x: '1', y: '1' }),
      config('b', { x: '1' }),
      deployment('web'),
    ]);
    await cluster.patch('ConfigMap', 'a', { data: { x: '2', y: '2' } });
    await cluster.remove('ConfigMap', 'b');
    await cluster.patch('Deployment', 'web', { spec: { replicas: 9 } });
    const drift = await cluster.detect(
      release,
      cluster.context({
        mode: 'warn',
        ignore: [
          { paths: ['/data/x'], target: { kind: 'ConfigMap' } },
          { paths: [''], target: { name: 'b' } },
          { paths: ['/spec/replicas'] },
        ],
      }),
    );
    expect(formatDrift(drift)).toBe(
      'ConfigMap/ns/a changed (0 additions, 1 changes, 0 removals)\nConfigMap/ns/b excluded',
    );
  });

  it('HR-32 names the object whose state cannot be told, unless another differs', async () => {
    const release = await cluster.release([config('a', { x: '1' })]);
    const unknown = `${release.manifest}---\n${JSON.stringify({
      ...config('w', {}),
      kind: 'Widget',
    })}`;
    const broken = { ...release, manifest: unknown };
    await expect(cluster.detect(broken)).rejects.toThrow(
      'failed to determine if Widget is namespace scoped: no matches for kind "Widget" in version "v1"',
    );
    await cluster.patch('ConfigMap', 'a', { data: { x: '2' } });
    expect(formatDrift(await cluster.detect(broken))).toContain(
      'ConfigMap/ns/a changed',
    );
  });

  it('reports a correction that is refused, without the values of a Secret', async () => {
    const release = await cluster.release([config('a', { x: '1' }), secret]);
    await cluster.patch('ConfigMap', 'a', { data: { x: '2' } });
    await cluster.patch('Secret', 'key', { data: { token: 'b3RoZXI=' } });
    const drift = await cluster.detect(release);
    await cluster.remove('Secret', 'key');
    const corrected = await cluster.correct(drift);
    expect(corrected.map(({ action }) => action)).toEqual([
      'configured',
      'failed',
    ]);
    expect(corrected[1].error?.message).toMatch(
      /^Secret\/ns\/key patch failure: .*not found/,
    );
  });

  it('DB-11 keeps a masked diff in the status until the drift is gone, and as the last one then', async () => {
    const release = await cluster.release([secret, deployment('web')]);
    await cluster.patch('Secret', 'key', {
      data: { token: 'b3RoZXItc2VjcmV0' },
    });
    await cluster.patch('Deployment', 'web', { spec: { replicas: 9 } });
    const ctx = cluster.context();
    const drift = await cluster.detect(release, ctx);
    const message = ctx.conditions.get(DRIFT_DIFF)?.message;
    expect(message).toBe(
      [
        'Secret/ns/key changed',
        '  replace /data/token: "***"',
        'Deployment/ns/web changed',
        '  replace /spec/replicas: 2',
      ].join('\n'),
    );
    await cluster.correct(drift);
    await cluster.detect(release, ctx);
    expect(ctx.conditions.get(DRIFT_DIFF)).toMatchObject({
      status: 'False',
      message,
    });
  });

  it('DB-5 asks nothing while nothing has moved, and starts the run when something has', async () => {
    const release = await cluster.release([
      config('a', { x: '1' }),
      deployment('web'),
    ]);
    expect(await cluster.detect(release)).toEqual([]);
    expect(cluster.takeCalls()).toContain('apply');
    // Until the kinds are watched, the metadata of each object is asked for.
    const look = async () => {
      await cluster.detect(release);
      return cluster.takeCalls();
    };
    for (let i = 0; i < 200 && (await look()).length > 0; i++) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    expect(await look()).toEqual([]);
    await cluster.client.patch(
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { namespace: 'ns', name: 'web' },
      { status: { replicas: 1 } },
      { subresource: 'status' },
    );
    expect(await look()).toEqual([]);
    await cluster.patch('ConfigMap', 'a', { data: { x: '2' } });
    await until(() => cluster.enqueued.length > 0);
    expect(cluster.enqueued).toContain('flux/app');
    expect(formatDrift(await cluster.detect(release))).toContain(
      'ConfigMap/ns/a changed',
    );
  });

  it('DB-5 compares again when the rules or the release change', async () => {
    const release = await cluster.release([config('a', { x: '1' })]);
    await cluster.detect(release);
    const next = {
      ...release,
      manifest: release.manifest.replace('"1"', '"2"'),
    };
    expect(await cluster.detect(next)).toHaveLength(1);
    const ctx = cluster.context({
      mode: 'warn',
      ignore: [{ paths: ['/data'] }],
    });
    expect(await cluster.detect(next, ctx)).toEqual([]);
    expect(await cluster.detect(next)).toHaveLength(1);
  });
});
