/** Charts over HTTP, Git and OCI, as the comparisons of HelmReleases read them. */
import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import { startRegistry } from '@backstage-gitops/oci';
import type { RegistryServer } from '@backstage-gitops/oci';
import { createHash } from 'crypto';
import {
  below,
  packedChart,
} from '../../src/controllers/helmchart/testing/chartTexts';
import type { Texts } from '../../src/controllers/helmchart/testing/chartTexts';
import { ChartRepository } from '../../src/controllers/helmrepository/testing/ChartRepository';

/** A chart at a version; files without Chart.yaml are below `texts`. */
export interface ServedChart {
  readonly name: string;
  readonly version: string;
  readonly texts: Texts;
  /** The packed chart, where it is not made of `texts`; it is not in Git. */
  readonly archive?: Uint8Array;
  /** Tags beside the version, in the registry. */
  readonly tags?: readonly string[];
}

const archiveOf = ({ archive, texts }: ServedChart) =>
  archive ?? packedChart(texts);

/** Servers of every chart: `<http>/index.yaml`, `oci://<registry>/charts/<name>` and `./<name>-<version>` in Git. */
export class ChartServers {
  readonly #charts = new ChartRepository();
  readonly #repositories = new RepositoryFixture();
  #git!: GitServer;
  #registry!: RegistryServer;

  static async start(charts: readonly ServedChart[]): Promise<ChartServers> {
    const servers = new ChartServers();
    await servers.#charts.start();
    servers.#git = await startGitServer({ root: servers.#repositories.root });
    servers.#registry = await startRegistry();
    servers.#serve(charts);
    servers.#push(charts);
    servers.#commit(charts);
    return servers;
  }

  get http(): string {
    return this.#charts.url;
  }

  get git(): string {
    return `${this.#git.url}/charts.git`;
  }

  get registry(): string {
    return this.#registry.host;
  }

  /** Commits files below a folder of the Git repository. */
  commit(folder: string, texts: Texts): string {
    return this.#repositories.commit('charts', below(folder, texts));
  }

  async stop(): Promise<void> {
    await this.#charts.stop();
    await this.#git.stop();
    await this.#registry.stop();
    this.#repositories.remove();
  }

  #serve(charts: readonly ServedChart[]): void {
    const entries = new Map<string, string>();
    for (const chart of charts) {
      const { name, version } = chart;
      const archive = archiveOf(chart);
      const digest = createHash('sha256').update(archive).digest('hex');
      const file = `${name}-${version}.tgz`;
      this.#charts.pages.set(`/${file}`, archive);
      entries.set(
        name,
        `${
          entries.get(name) ?? `  ${name}:\n`
        }  - name: ${name}\n    version: ${version}\n    urls: [${file}]\n    digest: ${digest}\n`,
      );
    }
    const index = `apiVersion: v1\nentries:\n${[...entries.values()].join('')}`;
    this.#charts.pages.set('/index.yaml', index);
  }

  #push(charts: readonly ServedChart[]): void {
    for (const chart of charts) {
      const { name, version, tags = [] } = chart;
      const layer = {
        mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
        bytes: archiveOf(chart),
      };
      for (const tag of [version, ...tags]) {
        this.#registry.store.addArtifact(`charts/${name}`, tag, {
          configType: 'application/vnd.cncf.helm.config.v1+json',
          layers: [layer],
        });
      }
    }
  }

  #commit(charts: readonly ServedChart[]): void {
    this.#repositories.create('charts');
    const loose = charts.filter(({ archive }) => !archive);
    const files = loose.map(({ name, version, texts }) =>
      below(`${name}-${version}`, texts),
    );
    const all = Object.assign({ 'README.md': 'Charts\n' }, ...files);
    this.#repositories.commit('charts', all);
  }
}
