import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import { KubeClient } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { startRegistry } from '@backstage-gitops/oci';
import type { RegistryServer } from '@backstage-gitops/oci';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { readTar } from '@backstage-gitops/tar';
import { KubeConfig } from '@kubernetes/client-node';
import { createHash } from 'crypto';
import { ChartRepository } from '../../helmrepository/testing/ChartRepository';
import { below, chartTexts, packedChart } from './chartTexts';
import type { Texts } from './chartTexts';

const SOURCE_VERSION = 'source.toolkit.fluxcd.io/v1';
const USER = { username: 'ann', password: 'secret' };
const VALUES = {
  'values.yaml': 'b: 1\na: {y: true, x: 1}\n',
  'values-prod.yaml': 'a: {x: 2}\nn: on\nlist: [1, 1e3, "1"]\n',
  'list.yaml': '- a\n',
};
const AUTHORIZATION = `Basic ${Buffer.from(
  `${USER.username}:${USER.password}`,
).toString('base64')}`;

/**
 * What the comparison of HelmCharts with Flux's controller needs: sources of
 * every kind, and a client of the API server.
 */
export class Judge {
  readonly #charts = new ChartRepository();
  readonly #repositories = new RepositoryFixture();
  #git!: GitServer;
  #registry!: RegistryServer;
  #guarded!: RegistryServer;
  #namespaces: readonly string[] = [];

  private constructor(private readonly client: KubeClient) {}

  static async start(kubeconfig: string): Promise<Judge> {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const judge = new Judge(KubeClient.fromKubeConfig(config));
    await judge.#charts.start();
    judge.#git = await startGitServer({ root: judge.#repositories.root });
    judge.#registry = await startRegistry();
    judge.#guarded = await startRegistry({
      auth: { scheme: 'basic', ...USER },
    });
    judge.#serveCharts();
    judge.#pushCharts();
    judge.#commitCharts();
    return judge;
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.#charts.stop();
    await this.#git.stop();
    await this.#registry.stop();
    await this.#guarded.stop();
    this.#repositories.remove();
  }

  get chartsUrl(): string {
    return this.#charts.url;
  }

  get gitUrl(): string {
    return this.#git.url;
  }

  get registry(): string {
    return this.#registry.host;
  }

  get guarded(): string {
    return this.#guarded.host;
  }

  /** Installs the definitions, and creates namespaces with Secrets. */
  async install(namespaces: readonly string[]): Promise<void> {
    this.#namespaces = namespaces;
    for (const manifest of installManifests()) {
      await this.client.apply(manifest as unknown as UnstructuredObject, {
        fieldManager: 'flux',
      });
    }
    for (const name of namespaces) {
      const metadata = { name };
      await this.client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata,
      });
    }
    const auths = { [this.guarded]: USER };
    await this.#createSecret('login', USER);
    await this.#createSecret('half', { username: 'ann' });
    await this.#createSecret(
      'docker',
      { '.dockerconfigjson': JSON.stringify({ auths }) },
      'kubernetes.io/dockerconfigjson',
    );
  }

  async #createSecret(
    name: string,
    stringData: Readonly<Record<string, string>>,
    type = 'Opaque',
  ): Promise<void> {
    for (const namespace of this.#namespaces) {
      await this.client.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace },
        ...{ type, stringData },
      } as unknown as UnstructuredObject);
    }
  }

  /** Creates an object in each namespace. */
  async create(kind: string, name: string, spec: object): Promise<void> {
    for (const namespace of this.#namespaces) {
      const metadata = { name, namespace };
      const object = { apiVersion: SOURCE_VERSION, kind, metadata, spec };
      await this.client.create(object as unknown as UnstructuredObject);
    }
  }

  read(kind: string, namespace: string, name: string) {
    const type = { apiVersion: SOURCE_VERSION, kind };
    return this.client.get<UnstructuredObject>(type, { namespace, name });
  }

  async list(kind: string, namespace: string) {
    const type = { apiVersion: SOURCE_VERSION, kind };
    return (await this.client.list<UnstructuredObject>(type, { namespace }))
      .items;
  }

  async events(namespace: string, name: string) {
    const { items } = await this.client.list<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace, fieldSelector: `involvedObject.name=${name}` },
    );
    return items;
  }

  /** Name and digest of each file of an archive. */
  entries(tar: Uint8Array): string[] {
    return Array.from(
      readTar(tar),
      ({ name, data }) => `${name} ${hash(data)}`,
    );
  }

  #serve(path: string, texts: Texts, more = ''): string {
    const archive = packedChart(texts);
    this.#charts.pages.set(path, archive);
    return `    digest: ${hash(archive)}\n${more}`;
  }

  #serveCharts(): void {
    const { pages } = this.#charts;
    const versions = ['1.1.0', '1.0.0', '2.0.0-rc.1'].map(version => {
      const rest = this.#serve(
        `/charts/web-${version}.tgz`,
        chartTexts('web', version, VALUES),
      );
      return `  - name: web\n    version: ${version}\n    urls: [web-${version}.tgz]\n${rest}`;
    });
    const same = ['a', 'b', 'c'].map((build, index) => {
      const version = `1.0.0+${build}`;
      const rest = this.#serve(
        `/charts/same-${version}.tgz`,
        chartTexts('same', version),
        `    created: 2024-01-0${[1, 3, 2][index]}T00:00:00Z\n`,
      );
      return `  - name: same\n    version: ${version}\n    urls: [same-${version}.tgz]\n${rest}`;
    });
    const index = `apiVersion: v1\nentries:\n  web:\n${versions.join(
      '',
    )}  same:\n${same.join('')}`;
    for (const path of ['/charts', '/charts/', '/deps']) {
      pages.set(`${path}/index.yaml`, index);
    }
    for (const [path, page] of [...pages]) {
      pages.set(path.replace('/charts/', '/deps/'), page);
    }
    pages.set('/broken/index.yaml', 'entries: [');
    this.#serveGuarded(index);
    this.#serveMixed();
  }

  #serveGuarded(index: string): void {
    const { pages } = this.#charts;
    for (const [path, page] of [
      ['/guarded/index.yaml', index],
      ['/guarded/web-1.1.0.tgz', pages.get('/charts/web-1.1.0.tgz')],
    ] as const) {
      pages.set(path, (request, response) => {
        const isKnown = request.headers.authorization === AUTHORIZATION;
        if (isKnown) response.end(page);
        else response.writeHead(401).end();
      });
    }
  }

  #serveMixed(): void {
    const { pages, url } = this.#charts;
    const entry = (name: string, urls: string) =>
      `  ${name}:\n  - name: ${name}\n    version: 1.0.0\n    urls: ${urls}\n`;
    for (const name of ['absolute', 'query']) {
      pages.set(
        `/elsewhere/${name}.tgz`,
        packedChart(chartTexts(name, '1.0.0')),
      );
    }
    pages.set('/elsewhere/text.tgz', 'no archive');
    pages.set(
      '/elsewhere/other.tgz',
      packedChart(chartTexts('other', '3.0.0')),
    );
    pages.set(
      '/mixed/index.yaml',
      `apiVersion: v1\nentries:\n${[
        entry('absolute', `["${url}/elsewhere/absolute.tgz"]`),
        entry('gone', '[gone.tgz]'),
        entry('nourl', '[]'),
        entry('oci', '["oci://registry.example.com/oci:1.0.0"]'),
        entry('text', '["../elsewhere/text.tgz"]'),
        entry('renamed', '["../elsewhere/other.tgz"]'),
        entry('query', '["/elsewhere/query.tgz?a=b"]'),
      ].join('')}`,
    );
  }

  #pushCharts(): void {
    for (const version of ['1.0.0', '1.1.0+b.1', '2.0.0-rc.1']) {
      this.#push(
        this.#registry,
        'helm/web',
        chartTexts('web', version, VALUES),
      );
    }
    this.#push(this.#registry, 'deps/web', chartTexts('web', '1.0.0'));
    this.#push(this.#registry, 'helm/deep/web', chartTexts('web', '1.0.0'));
    this.#push(this.#guarded, 'helm/web', chartTexts('web', '1.0.0'));
    this.#registry.store.addArtifact('helm/image', '1.0.0', {
      configType: 'application/vnd.cncf.helm.config.v1+json',
      layers: [{ mediaType: 'text/plain', bytes: Buffer.from('x') }],
    });
  }

  #push({ store }: RegistryServer, repository: string, texts: Texts): void {
    const [, version = ''] = /^version: (.*)$/m.exec(texts['Chart.yaml']) ?? [];
    store.addArtifact(repository, version.replace('+', '_'), {
      configType: 'application/vnd.cncf.helm.config.v1+json',
      layers: [
        {
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          bytes: packedChart(texts),
        },
      ],
    });
  }

  #commitCharts(): void {
    this.#repositories.create('git');
    this.#repositories.commit('git', {
      ...below('charts/web', chartTexts('web', '1.0.0', VALUES)),
      'packed.tgz': Buffer.from(packedChart(chartTexts('web', '1.0.0'))),
      'prod.yaml': 'replicas: 3\nempty: null\n',
      'docs/a.md': 'x',
      ...below('bad/yaml', { 'Chart.yaml': 'name: [' }),
      ...below('bad/version', chartTexts('web', 'one')),
      ...below('bad/values', {
        ...chartTexts('web', '1.0.0'),
        'values.yaml': 'a: [',
      }),
      ...below('bad/template', {
        ...chartTexts('web', '1.0.0'),
        'values.schema.json': '{',
      }),
      ...below('bad/novalues', {
        'Chart.yaml': chartTexts('web', '1.0.0')['Chart.yaml'],
      }),
      ...below('charts/lib', chartTexts('lib', '1.2.3')),
      ...this.#umbrellas(),
    });
  }

  #umbrellas(): Texts {
    const { url } = this.#charts;
    const umbrella = (name: string, dependency: string, more: Texts = {}) =>
      below(`charts/${name}`, {
        ...chartTexts(name, '1.0.0', more),
        'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\ndependencies:\n${dependency}`,
      });
    const item = (
      name: string,
      version: string,
      repository: string,
      more = '',
    ) =>
      `- name: ${name}\n  version: "${version}"\n  repository: "${repository}"\n${more}`;
    return {
      ...umbrella(
        'local',
        item('lib', '>=1', 'file://../lib', '  alias: two\n'),
      ),
      ...umbrella(
        'umbrella',
        item('web', '1.x', `${url}/deps`) +
          item(
            'web',
            '1.0.0',
            `oci://${this.registry}/deps`,
            '  alias: three\n',
          ),
      ),
      ...umbrella('locked', item('web', '>=1.0.0', `${url}/deps`), {
        'Chart.lock': `dependencies:\n${item(
          'web',
          '1.0.0',
          `${url}/deps`,
        )}digest: sha256:1\ngenerated: "2024-01-02T03:04:05Z"\n`,
      }),
      ...below('charts/v1', {
        'Chart.yaml': 'name: old\nversion: 1.0.0\n',
        'values.yaml': '',
        'requirements.yaml': `dependencies:\n${item(
          'web',
          '1.x',
          `${url}/deps`,
        )}`,
      }),
      ...umbrella('alias', item('web', '*', '@stable')),
      ...umbrella('outside', item('x', '*', 'file://../../../../etc')),
      ...umbrella('range', item('lib', '>5', 'file://../lib')),
      ...umbrella('unknown', item('nothing', '1.x', `${url}/deps`)),
      ...umbrella('scheme', item('web', '1.x', 'ftp://example.com')),
      ...umbrella('norepo', '- name: web\n  version: 1.x\n'),
    };
  }
}

function hash(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
