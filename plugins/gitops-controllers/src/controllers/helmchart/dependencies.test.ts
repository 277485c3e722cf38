import {
  DEFAULT_CAPABILITIES,
  formatTemplate,
  loadChart,
  renderChart,
} from '@backstage-gitops/helm';
import { startRegistry } from '@backstage-gitops/oci';
import type { RegistryServer } from '@backstage-gitops/oci';
import { helmBinary } from '@backstage-gitops/oracle';
import { execFile } from 'child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { promisify } from 'util';
import { below, chartTexts, packedChart } from './testing/chartTexts';
import type { Texts } from './testing/chartTexts';
import { HelmChartEnvironment, readyOf } from './testing/HelmChartEnvironment';

/** The real helm builds the same dependencies, and renders what it has built. */
const env = new HelmChartEnvironment();
const home = mkdtempSync(join(tmpdir(), 'gitops-helm-dependencies-'));
const run = promisify(execFile);
let registry: RegistryServer;

const helm = async (...argv: string[]) => {
  const { stdout } = await run(helmBinary(), argv, {
    env: {
      HOME: home,
      HELM_CACHE_HOME: join(home, 'cache'),
      HELM_CONFIG_HOME: join(home, 'config'),
      HELM_DATA_HOME: join(home, 'data'),
    },
  });
  return stdout;
};

/**
 * What a HelmRelease gets of an artifact. Flux names a dependency after its
 * alias when it packs, and Helm's commands miss it then.
 */
function rendered(archive: string): string {
  const release = { name: 'release', namespace: 'default' };
  const options = { skipCommandChecks: true };
  const loaded = loadChart(readFileSync(archive));
  return formatTemplate(
    renderChart(loaded, new Map(), release, DEFAULT_CAPABILITIES, options),
  );
}

const SHOW = {
  'templates/a.yaml':
    'kind: A\nmetadata:\n  name: {{ .Chart.Name }}-{{ .Chart.Version }}\nreplicas: {{ .Values.replicas }}\n',
};
const chart = (name: string, version: string, more: Texts = {}) =>
  chartTexts(name, version, { ...SHOW, ...more });

/** Charts with dependencies by name; DEPS and REGISTRY stand for addresses. */
const UMBRELLAS: Readonly<Record<string, readonly string[]>> = {
  range: ['{name: lib, version: 1.x, repository: DEPS}'],
  newest: ['{name: lib, version: "*", repository: DEPS/}'],
  preview: ['{name: lib, version: ">=1.0.0-0", repository: DEPS}'],
  exact: ['{name: lib, version: 1.0.0, repository: DEPS}'],
  alias: [
    '{name: lib, version: 1.0.0, repository: DEPS, alias: first}',
    '{name: lib, version: ~1.1, repository: DEPS, alias: second}',
  ],
  local: [
    '{name: near, version: ">=1", repository: "file://../near"}',
    '{name: lib, version: ^1.0.0, repository: DEPS}',
  ],
  'local-alias': [
    '{name: near, version: 1.x, repository: "file://../near", alias: other}',
  ],
  oci: ['{name: far, version: 2.0.0, repository: REGISTRY/deps}'],
  'oci-range': [
    '{name: far, version: ">=1.0.0 <2.0.0", repository: REGISTRY/deps}',
  ],
  'oci-alias': [
    '{name: far, version: 1.x, repository: REGISTRY/deps, alias: third}',
    '{name: lib, version: 1.x, repository: DEPS}',
  ],
  disabled: [
    '{name: lib, version: 1.x, repository: DEPS, condition: lib.enabled}',
    '{name: near, version: 1.x, repository: "file://../near", tags: [local]}',
  ],
  locked: ['{name: lib, version: 1.x, repository: DEPS}'],
};

const umbrella = (name: string): Texts => {
  const dependencies = UMBRELLAS[name].map(item =>
    item
      .replace(/DEPS[^,}]*/, address => `"${address}"`)
      .replace('DEPS', `${env.charts.url}/deps`)
      .replace(/REGISTRY[^,}]*/, address => `"${address}"`)
      .replace('REGISTRY', `oci://${registry.host}`),
  );
  return chart(name, '1.0.0', {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\ndependencies:\n- ${dependencies.join(
      '\n- ',
    )}\n`,
    'values.yaml': 'replicas: 7\nlib: {enabled: false, replicas: 3}\n',
  });
};

function write(folder: string, texts: Texts): void {
  for (const [path, text] of Object.entries(texts)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function push(version: string): void {
  registry.store.addArtifact('deps/far', version, {
    configType: 'application/vnd.cncf.helm.config.v1+json',
    layers: [
      {
        mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
        bytes: packedChart(chart('far', version)),
      },
    ],
  });
}

const near = below('charts/near', chart('near', '1.4.0'));
const versions = ['1.0.0', '1.1.0', '1.1.1', '1.2.0-rc.1'];

beforeAll(async () => {
  await env.start();
  registry = await startRegistry();
  ['1.0.0', '1.3.0', '2.0.0', '2.1.0'].forEach(push);
  env.serve('/deps', [chart('lib', '1.0.0')]);
  await helm('repo', 'add', 'deps', `${env.charts.url}/deps`);
  for (const name of Object.keys(UMBRELLAS)) {
    write(join(home, 'charts', name), umbrella(name));
  }
  write(home, near);
  // A lock from the time before there were newer versions.
  await helm('dependency', 'update', join(home, 'charts/locked'));
  const lock = readFileSync(join(home, 'charts/locked/Chart.lock'), 'utf8');
  env.serve(
    '/deps',
    versions.map(version => chart('lib', version)),
  );
  await env.createOther('HelmRepository', 'registry', {
    ...{ url: `oci://${registry.host}/deps`, type: 'oci', insecure: true },
    interval: '1h',
  });
  await env.createGit('umbrellas', {
    ...near,
    ...Object.assign(
      {},
      ...Object.keys(UMBRELLAS).map(name =>
        below(`charts/${name}`, umbrella(name)),
      ),
    ),
    'charts/locked/Chart.lock': lock,
  });
}, 120_000);
afterAll(async () => {
  await registry.stop();
  await env.stop();
  rmSync(home, { recursive: true });
});

describe('SC-46 dependencies of a HelmChart are those of helm dependency build', () => {
  it.each(Object.keys(UMBRELLAS))('%s', async name => {
    const sourceRef = { kind: 'GitRepository', name: 'umbrellas' } as const;
    await env.create(name, sourceRef, { chart: `charts/${name}` });
    const folder = join(home, 'charts', name);
    await helm('dependency', 'build', '--plain-http', folder);
    const { status } = await env.waitReady(name);
    const archive = join(env.storage, status?.artifact?.path ?? '');
    const ours = rendered(archive);
    expect(ours).toBe(await helm('template', 'release', folder));
    expect(ours).toContain(`name: ${name}-1.0.0`);
  });

  it('and fail where those fail', async () => {
    const texts = {
      ...chart('none', '1.0.0'),
      'Chart.yaml': `apiVersion: v2\nname: none\nversion: 1.0.0\ndependencies:\n- {name: lib, version: ">9", repository: "${env.charts.url}/deps"}\n`,
    };
    write(join(home, 'none'), texts);
    await expect(
      helm('dependency', 'build', join(home, 'none')),
    ).rejects.toThrow('lib');
    await env.createGit('none', below('none', texts));
    const sourceRef = { kind: 'GitRepository', name: 'none' } as const;
    await env.create('none', sourceRef, { chart: 'none' });
    const object = await env.waitReason('none', 'DependencyBuildError');
    expect(readyOf(object)?.message).toContain('lib');
  });
});
