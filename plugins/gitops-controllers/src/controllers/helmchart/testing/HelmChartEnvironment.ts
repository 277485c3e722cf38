import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import type {
  HelmChart,
  HelmChartSpec,
  HelmRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { readTar } from '@backstage-gitops/tar';
import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { helmChartController } from '..';
import { SourceTestEnvironment } from '../../../__testUtils__/SourceTestEnvironment';
import { gitRepositoryController } from '../../gitrepository';
import { helmRepositoryController } from '../../helmrepository';
import { ChartRepository } from '../../helmrepository/testing/ChartRepository';
import { packedChart } from './chartTexts';
import type { Texts } from './chartTexts';

export const sha256 = (bytes: Uint8Array) =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * HelmCharts with their sources: a server of chart repositories, a Git server,
 * and the controllers of all three kinds.
 */
export class HelmChartEnvironment extends SourceTestEnvironment<HelmChart> {
  readonly charts = new ChartRepository();
  readonly repositories = new RepositoryFixture();
  git!: GitServer;

  constructor(options: Readonly<Record<string, unknown>> = {}) {
    super(helmChartController, options, [
      helmRepositoryController,
      gitRepositoryController,
    ]);
  }

  override async start(): Promise<void> {
    await this.charts.start();
    this.git = await startGitServer({ root: this.repositories.root });
    await super.start();
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.git.stop();
    await this.charts.stop();
    this.repositories.remove();
  }

  /** Serves charts below a path, with an index. */
  serve(
    path: string,
    charts: readonly Texts[],
    entry: (file: string) => string = () => '',
  ): void {
    const items = charts.map(texts => {
      const archive = packedChart(texts);
      const { name, version } = metadataOf(texts);
      const file = `${name}-${version}.tgz`;
      this.charts.pages.set(`${path}/${file}`, archive);
      const text = `  - name: ${name}\n    version: "${version}"\n    urls: [${file}]\n    digest: ${sha256(
        archive,
      )}\n${entry(file)}`;
      return { name, text };
    });
    const names = [...new Set(items.map(({ name }) => name))];
    const entries = names.map(
      name =>
        `  ${name}:\n${items
          .filter(item => item.name === name)
          .map(({ text }) => text)
          .join('')}`,
    );
    this.charts.pages.set(
      `${path}/index.yaml`,
      `apiVersion: v1\nentries:\n${entries.join('')}`,
    );
  }

  /** Creates a HelmRepository of what is served below a path. */
  async createRepository(
    name: string,
    path: string,
    spec: Partial<HelmRepositorySpec> = {},
  ): Promise<void> {
    await this.createOther('HelmRepository', name, {
      ...{ url: `${this.charts.url}${path}`, interval: '1h' },
      ...spec,
    });
  }

  /** Commits files and creates, once, a GitRepository of them. */
  async createGit(
    name: string,
    files: Readonly<Record<string, string | Buffer>>,
  ): Promise<string> {
    this.repositories.create(name);
    const commit = this.repositories.commit(name, files);
    await this.createOther('GitRepository', name, {
      ...{ url: `${this.git.url}/${name}.git`, interval: '1h' },
      ref: { branch: 'main' },
    });
    return commit;
  }

  async createOther(kind: string, name: string, spec: object): Promise<void> {
    const { apiVersion } = this.type;
    const metadata = { name, namespace: this.namespace };
    const object = { apiVersion, kind, metadata, spec };
    await this.client.create(object as unknown as UnstructuredObject);
  }

  /** Lets a source look at its upstream now. */
  async refresh(kind: string, name: string): Promise<void> {
    const { namespace } = this;
    const annotations = {
      'reconcile.fluxcd.io/requestedAt': `${Math.random()}`,
    };
    await this.client.patch(
      { apiVersion: this.type.apiVersion, kind },
      { namespace, name },
      { metadata: { annotations } },
    );
  }

  async create(
    name: string,
    sourceRef: HelmChartSpec['sourceRef'],
    spec: Partial<HelmChartSpec> & { readonly chart: string },
  ): Promise<HelmChart> {
    return this.createObject(name, { interval: '1h', sourceRef, ...spec });
  }

  /** Waits until Ready is False with this reason. */
  async waitReason(name: string, reason: string): Promise<HelmChart> {
    return this.waitFor(name, object => readyOf(object)?.reason === reason);
  }

  /** Files of a stored artifact by their name. */
  stored({ status }: HelmChart): Readonly<Record<string, string>> {
    const archive = readFileSync(
      join(this.storage, status?.artifact?.path ?? ''),
    );
    return Object.fromEntries(
      [...readTar(gunzipSync(archive))].map(({ name, data }) => [
        name,
        Buffer.from(data).toString('utf8'),
      ]),
    );
  }
}

function metadataOf(texts: Texts) {
  const read = (key: string) =>
    new RegExp(`^${key}: "?([^"\\n]*)`, 'm').exec(texts['Chart.yaml'])?.[1] ??
    '';
  return { name: read('name'), version: read('version') };
}

/** The Ready condition. */
export function readyOf({ status }: HelmChart) {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}
