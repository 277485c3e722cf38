import type { UnstructuredObject } from '@backstage-gitops/kube';
import { encodeHeader, tarEnd, tarPadding } from '@backstage-gitops/tar';
import { gzipSync } from 'zlib';
import { ChartRepository } from '../helmrepository/testing/ChartRepository';
import { below, chartTexts, packedChart } from './testing/chartTexts';
import { HelmChartEnvironment, readyOf } from './testing/HelmChartEnvironment';

const MAX_CHART_BYTES = 500_000;
const MAX_FILE_BYTES = 2_000_000;
const env = new HelmChartEnvironment({
  helmChartMaxSize: MAX_CHART_BYTES,
  helmChartFileMaxSize: MAX_FILE_BYTES,
});
const elsewhere = new ChartRepository();
const BOMB_FILES = 120;

/** An archive of 120 MB in zeros. */
function bomb(): Buffer {
  const zeros = Buffer.alloc(1024 ** 2);
  const file = (name: string, content: Uint8Array) => [
    encodeHeader({
      ...{ name, isDirectory: false, mode: 0o644, size: content.length },
    }),
    content,
    tarPadding(content.length),
  ];
  const files = Array.from({ length: BOMB_FILES }, (_, index) =>
    file(`web/zeros-${index}`, zeros),
  );
  const chartYaml = chartTexts('web', '1.0.0')['Chart.yaml'];
  return gzipSync(
    Buffer.concat([
      ...file('web/Chart.yaml', Buffer.from(chartYaml)),
      ...files.flat(),
      tarEnd(),
    ]),
  );
}

function archiveWith(name: string): Buffer {
  const content = Buffer.from('x');
  const header = { name, isDirectory: false, mode: 0o644, size: 1 };
  return gzipSync(
    Buffer.concat([
      encodeHeader(header),
      content,
      tarPadding(content.length),
      tarEnd(),
    ]),
  );
}

/** Serves one archive as version 1.0.0 of `web`. */
function serveArchive(path: string, archive: Uint8Array, more = ''): void {
  env.charts.pages.set(`${path}/web.tgz`, archive);
  env.charts.pages.set(
    `${path}/index.yaml`,
    `apiVersion: v1\nentries:\n  web:\n  - name: web\n    version: 1.0.0\n    urls: [web.tgz]\n${more}`,
  );
}

beforeAll(async () => {
  await elsewhere.start();
  await env.start();
}, 60_000);
afterAll(async () => {
  await env.stop();
  await elsewhere.stop();
});

describe('a HelmChart whose repository is hostile', () => {
  it.each<[string, () => Uint8Array, string, RegExp]>([
    [
      'another archive than the index promises',
      () => packedChart(chartTexts('web', '1.0.0')),
      `    digest: "${'0'.repeat(64)}"\n`,
      /the archive at .*web.tgz has the digest sha256:[0-9a-f]{64}, the index says sha256:0{64}$/,
    ],
    [
      'a large archive',
      () => Buffer.alloc(MAX_CHART_BYTES + 1),
      '',
      /size of the chart at .*web.tgz exceeds '500000' bytes limit$/,
    ],
    [
      'an archive that unpacks to much',
      bomb,
      '',
      /decompressed chart is larger than the maximum size \d+$/,
    ],
    [
      'an archive with a large file',
      () =>
        gzipSync(
          Buffer.concat([
            encodeHeader({
              ...{ name: 'web/big', isDirectory: false, mode: 0o644 },
              size: MAX_FILE_BYTES + 1,
            }),
            Buffer.alloc(MAX_FILE_BYTES + 1),
            tarPadding(MAX_FILE_BYTES + 1),
            tarEnd(),
          ]),
        ),
      '',
      /is larger than the maximum file size 2000000$/,
    ],
    [
      'a path that leaves the chart',
      () => archiveWith('web/../../etc/passwd'),
      '',
      /chart illegally references parent directory$/,
    ],
  ])('SC-8 SC-47 refuses %s', async (what, archive, more, message) => {
    const name = what.replaceAll(/[^a-z]+/g, '-');
    serveArchive(`/${name}`, archive(), more);
    await env.createRepository(name, `/${name}`);
    const chart = `${name}-chart`;
    await env.create(chart, { kind: 'HelmRepository', name }, { chart: 'web' });
    const object = await env.waitReason(chart, 'ChartPullError');
    expect(readyOf(object)?.message).toMatch(message);
    expect(object.status?.artifact).toBeUndefined();
    await env.delete(chart);
  });

  it('SC-41 sends no credentials along a redirect to another host', async () => {
    await env.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: env.namespace },
      stringData: { username: 'ann', password: 'canary-5f' },
    } as unknown as UnstructuredObject);
    serveArchive('/redirecting', Buffer.of());
    let authorization: string | undefined = 'none asked';
    const archive = packedChart(chartTexts('web', '1.0.0'));
    elsewhere.pages.set('/web.tgz', (request, response) => {
      authorization = request.headers.authorization;
      response.end(archive);
    });
    env.charts.pages.set('/redirecting/web.tgz', (_, response) => {
      const location = `${elsewhere.url}/web.tgz`;
      response.writeHead(302, { location }).end();
    });
    await env.createRepository('redirecting', '/redirecting', {
      ...{ secretRef: { name: 'login' }, passCredentials: true },
    });
    const source = { kind: 'HelmRepository', name: 'redirecting' } as const;
    await env.create('redirected', source, { chart: 'web' });
    await env.waitReady('redirected');
    expect(authorization).toBeUndefined();
  });

  it('SC-46 adds a dependency that is the chart itself once', async () => {
    await env.createGit('cycle', {
      ...below('web', {
        ...chartTexts('web', '1.0.0'),
        'Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n- {name: web, version: "*", repository: "file://."}\n`,
      }),
    });
    await env.create(
      'cycle-chart',
      { kind: 'GitRepository', name: 'cycle' },
      { chart: 'web' },
    );
    const files = Object.keys(env.stored(await env.waitReady('cycle-chart')));
    expect(files).toContain('web/charts/web/Chart.yaml');
    expect(files).not.toContain('web/charts/web/charts/web/Chart.yaml');
  });
});
