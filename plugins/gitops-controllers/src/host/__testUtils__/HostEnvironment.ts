import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import {
  KubeClient,
  SharedInformers,
  silentLogger,
} from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CONTROLLERS } from '../../controllers';
import { createInlinePool } from '../../worker/__testUtils__/createInlinePool';
import type { ControllerModule } from '../module';
import { readFlagOptions } from '../options/readFlagOptions';
import { startControllers } from '../startControllers';
import type { ControllerHost } from '../startControllers';

interface Start {
  readonly flags?: Readonly<Record<string, string>>;
  readonly modules?: readonly ControllerModule[];
  readonly stop?: AbortController;
  readonly storagePath?: string;
}

/** An embedded cluster, and hosts of controllers that are started on it. */
export class HostEnvironment {
  /** Directory of the storages, and of what a test needs besides. */
  readonly scratch = mkdtempSync(join(tmpdir(), 'gitops-host-'));
  client!: KubeClient;
  private cluster!: DevCluster;
  private informers!: SharedInformers;
  private sequence = 0;

  async open(): Promise<void> {
    this.cluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(this.cluster.kubeconfig);
    this.client = KubeClient.fromKubeConfig(kubeConfig);
    this.informers = new SharedInformers({ client: this.client });
  }

  async close(): Promise<void> {
    await this.informers.close();
    await this.client.close();
    await this.cluster.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /** Starts the controllers; with a storage of their own by default. */
  async start({
    flags = {},
    modules = CONTROLLERS,
    stop = new AbortController(),
    storagePath = join(this.scratch, `storage-${this.sequence++}`),
  }: Start = {}): Promise<ControllerHost> {
    const texts = Object.entries(flags);
    return startControllers({
      clusterName: 'dev',
      client: this.client,
      informers: this.informers,
      modules,
      options: readFlagOptions(
        Object.fromEntries(texts.map(([name, text]) => [name, [text]])),
        modules,
      ),
      storagePath,
      workers: createInlinePool(),
      logger: silentLogger,
      signal: stop.signal,
    });
  }
}

/** State of each component, by its name. */
export const statesOf = (host: ControllerHost) =>
  Object.fromEntries(
    host.components.map(({ name, state }) => [name, state.kind]),
  );

/** Tries again until it works: discovery of a new CRD takes a moment. */
export async function eventually<T>(act: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

export async function waitUntil(isReached: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isReached()) {
    if (Date.now() > deadline) {
      throw new Error('not reached in time');
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
