import { startRegistry } from '@backstage-gitops/oci';
import type { RegistryServer } from '@backstage-gitops/oci';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { createServer } from 'net';
import { conditionsOf } from '../../__testUtils__/SourceTestEnvironment';
import { below, chartTexts, packedChart } from './testing/chartTexts';
import {
  HelmChartEnvironment,
  readyOf,
  sha256,
} from './testing/HelmChartEnvironment';

const env = new HelmChartEnvironment();
const OCI = { kind: 'HelmRepository', name: 'oci' } as const;
const USER = { username: 'ann', password: 'canary-7d' };
let registry: RegistryServer;
let guarded: RegistryServer;

/** Pushes a chart as helm does. */
function push(
  server: RegistryServer,
  name: string,
  version: string,
): Uint8Array {
  const bytes = packedChart(chartTexts(name, version));
  server.store.addArtifact(`helm/${name}`, version.replace('+', '_'), {
    configType: 'application/vnd.cncf.helm.config.v1+json',
    layers: [
      {
        mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
        bytes,
      },
    ],
  });
  return bytes;
}

const createSecret = (name: string, stringData: Record<string, string>) =>
  env.client.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: env.namespace },
    stringData,
  } as unknown as UnstructuredObject);

beforeAll(async () => {
  registry = await startRegistry();
  guarded = await startRegistry({ auth: { ...USER, scheme: 'token' } });
  await env.start();
  for (const version of ['1.0.0', '1.1.0+b.1', '2.0.0-rc.1']) {
    push(registry, 'web', version);
  }
  push(guarded, 'web', '1.0.0');
  await env.createRepository('oci', '', {
    ...{ type: 'oci', url: `oci://${registry.host}/helm/` },
  });
}, 60_000);
afterAll(async () => {
  await env.stop();
  await registry.stop();
  await guarded.stop();
});

describe('a HelmChart of a registry', () => {
  it('SC-42 SC-43 is pulled without a list of tags where the version is exact', async () => {
    const asked = registry.requests.length;
    await env.create('exact', OCI, { chart: 'web', version: '1.0.0' });
    const { status } = await env.waitReady('exact');
    const bytes = packedChart(chartTexts('web', '1.0.0'));
    expect(status).toMatchObject({
      observedChartName: 'web',
      artifact: {
        path: 'helmchart/apps/exact/web-1.0.0.tgz',
        revision: '1.0.0',
        digest: `sha256:${sha256(bytes)}`,
      },
    });
    expect(status).not.toHaveProperty('observedSourceArtifactRevision');
    expect(registry.requests.slice(asked).join()).not.toContain('tags/list');
    const again = registry.requests.length;
    await env.reconcile('exact');
    expect(registry.requests.slice(again)).toEqual([]);
  });

  it('SC-43 SC-45 reads the + of a version from the _ of a tag', async () => {
    await env.create('tags', OCI, { chart: 'web', version: '1.x' });
    const { status } = await env.waitReady('tags');
    expect(status?.artifact?.revision).toBe('1.1.0+b.1');
    await env.create('pre', OCI, { chart: 'web', version: '>0.0.0-0' });
    const pre = await env.waitReady('pre');
    expect(pre.status?.artifact?.revision).toBe('2.0.0-rc.1');
    const spec = { chart: 'web', version: '1.x', valuesFiles: ['README.md'] };
    await env.create('tags-values', OCI, {
      ...{ ...spec, ignoreMissingValuesFiles: true },
    });
    const merged = await env.waitReady('tags-values');
    expect(merged.status?.artifact?.revision).toBe('1.1.0+1');
  });

  it.each([
    [
      'tag',
      '7.0.0',
      () =>
        `chart pull error: failed to download chart for remote reference: failed to get 'oci://${registry.host}/helm/web:7.0.0': failed to perform "FetchReference" on source: ${registry.host}/helm/web:7.0.0: not found`,
    ],
    [
      'range',
      '9.x',
      () =>
        'chart pull error: failed to get chart version for remote reference: could not locate a version matching provided version string 9.x',
    ],
  ])(
    'SC-43 SC-47 retries for a %s that is missing',
    async (name, version, message) => {
      await env.create(`missing-${name}`, OCI, { chart: 'web', version });
      const object = await env.waitReady(`missing-${name}`, 'False');
      const rest = {
        reason: 'ChartPullError',
        message: message(),
        observedGeneration: 1,
      };
      expect(conditionsOf(object).slice(1)).toEqual([
        { type: 'Ready', status: 'False', ...rest },
        { type: 'FetchFailed', status: 'True', ...rest },
      ]);
      expect(object.status?.observedGeneration).toBe(-1);
    },
  );

  it.each<[string, Record<string, string>]>([
    ['basic', USER],
    [
      'docker',
      {
        '.dockerconfigjson': '',
      },
    ],
  ])('SC-36 signs in with a Secret: %s', async (name, secret) => {
    const auths = { [guarded.host]: USER };
    const data = Object.fromEntries(
      Object.entries(secret).map(([key, value]) => [
        key,
        value || JSON.stringify({ auths }),
      ]),
    );
    await createSecret(`login-${name}`, data);
    await env.createRepository(`guarded-${name}`, '', {
      ...{ type: 'oci', url: `oci://${guarded.host}/helm` },
      secretRef: { name: `login-${name}` },
    });
    const source = {
      kind: 'HelmRepository',
      name: `guarded-${name}`,
    } as const;
    await env.create(`signed-in-${name}`, source, { chart: 'web' });
    const { status } = await env.waitReady(`signed-in-${name}`);
    expect(status?.artifact?.revision).toBe('1.0.0');
  });

  it('SC-47 tells that a registry refuses, and shows no credentials', async () => {
    await createSecret('wrong', { ...USER, password: 'canary-8e' });
    await env.createRepository('refused', '', {
      ...{ type: 'oci', url: `oci://${guarded.host}/helm` },
      secretRef: { name: 'wrong' },
    });
    await env.create(
      'refused-chart',
      { kind: 'HelmRepository', name: 'refused' },
      { chart: 'web', version: '1.0.0' },
    );
    const object = await env.waitReason(
      'refused-chart',
      'AuthenticationFailed',
    );
    expect(readyOf(object)?.message).toMatch(
      /^failed to authenticate with the Helm repository: chart pull error: failed to download chart for remote reference: failed to get 'oci:.*web:1.0.0'/,
    );
    const all = [object, await env.events('refused-chart')];
    expect(JSON.stringify(all)).not.toContain('canary');
  });

  it('refuses a provider of a cloud plainly', async () => {
    await env.createRepository('cloud', '', {
      ...{ type: 'oci', url: `oci://${guarded.host}/helm`, provider: 'aws' },
    });
    await env.create(
      'cloud-chart',
      { kind: 'HelmRepository', name: 'cloud' },
      { chart: 'web', version: '1.0.0' },
    );
    const object = await env.waitReady('cloud-chart', 'False');
    expect(readyOf(object)).toMatchObject({
      reason: 'InvalidProviderConfiguration',
      message:
        "provider 'aws' of the HelmRepository is not supported yet; use provider generic with a Secret in secretRef",
    });
  });

  it('SC-46 gives charts their dependencies', async () => {
    await env.createGit('with-oci', {
      ...below('web', {
        'Chart.yaml': `apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {name: web, version: 1.0.0, repository: "oci://${registry.host}/helm"}\n`,
      }),
    });
    await env.create(
      'with-oci-chart',
      { kind: 'GitRepository', name: 'with-oci' },
      { chart: 'web' },
    );
    const files = env.stored(await env.waitReady('with-oci-chart'));
    expect(files['app/charts/web/Chart.yaml']).toContain('version: 1.0.0');
  });

  it('ends at the timeout of the repository', async () => {
    const sockets = new Set<import('net').Socket>();
    const server = createServer(socket => sockets.add(socket));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as import('net').AddressInfo;
    await env.createRepository('hangs', '', {
      ...{ type: 'oci', url: `oci://127.0.0.1:${port}/helm`, timeout: '200ms' },
    });
    await env.create(
      'hangs-chart',
      { kind: 'HelmRepository', name: 'hangs' },
      { chart: 'web', version: '1.0.0' },
    );
    const object = await env.waitReason('hangs-chart', 'ChartPullError');
    expect(object.status?.artifact).toBeUndefined();
    await env.delete('hangs-chart');
    sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => server.close(resolve));
  });
});
