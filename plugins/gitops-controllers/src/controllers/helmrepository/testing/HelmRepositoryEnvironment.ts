import type {
  HelmRepository,
  HelmRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { createHash } from 'crypto';
import { helmRepositoryController } from '..';
import { ChartRepository } from './ChartRepository';
import { SourceTestEnvironment } from '../../../__testUtils__/SourceTestEnvironment';

/** An index with versions of the chart `web`. */
export const indexOf = (...versions: string[]) =>
  `apiVersion: v1\nentries:\n  web:\n${versions
    .map(
      version =>
        `  - name: web\n    version: ${version}\n    urls: [web-${version}.tgz]\n`,
    )
    .join('')}`;

export const revisionOf = (text: string | Uint8Array) =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The index at `/charts` of the server. */
export const FIRST = indexOf('1.0.0', '1.10.0', '1.2.0');
export const MAX_BYTES = 20_000;

/** The HelmRepository controller, with a server of chart repositories for it. */
export class HelmRepositoryEnvironment extends SourceTestEnvironment<HelmRepository> {
  readonly charts = new ChartRepository();

  constructor() {
    super(helmRepositoryController, { helmIndexMaxSize: MAX_BYTES });
  }

  override async start(): Promise<void> {
    await this.charts.start();
    this.charts.pages.set('/charts/index.yaml', FIRST);
    await super.start();
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.charts.stop();
  }

  async create(
    name: string,
    spec: Partial<HelmRepositorySpec> & { url: string },
  ): Promise<HelmRepository> {
    return this.createObject(name, { interval: '1h', ...spec });
  }
}
