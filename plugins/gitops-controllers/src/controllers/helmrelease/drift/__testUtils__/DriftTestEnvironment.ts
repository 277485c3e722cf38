import type { DevCluster } from '@backstage-gitops/devcluster';
import type { ActionContext, Release } from '@backstage-gitops/helm-release';
import {
  ConditionSet,
  KubeClient,
  SharedInformers,
  silentLogger,
  systemClock,
} from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import { createInlinePool } from '../../../../worker/__testUtils__/createInlinePool';
import { DEFAULT_OPTIONS } from '../../options';
import type {
  DriftedObject,
  DriftDetection,
  HelmRelease,
  HelmReleaseContext,
  HelmReleaseDeps,
  ReleaseTarget,
} from '../../types';
import { correctDrift } from '../correctDrift';
import { createDriftDetection } from '../createDriftDetection';

/** Labels of the HelmRelease `flux/app` on its objects. */
export const ORIGIN = {
  'helm.toolkit.fluxcd.io/name': 'app',
  'helm.toolkit.fluxcd.io/namespace': 'flux',
};

type Spec = NonNullable<HelmRelease['spec']['driftDetection']>;

/** One release on an embedded API server, whose drift tests look at. */
export class DriftTestEnvironment {
  readonly enqueued: string[] = [];
  readonly #applied: UnstructuredObject[] = [];
  /** Calls of the client with which drift is looked for. */
  readonly #calls: string[] = [];
  #stop = () => {};
  readonly detection: DriftDetection;
  readonly #informers: SharedInformers;

  private constructor(readonly client: KubeClient) {
    this.#informers = new SharedInformers({ client });
    this.detection = createDriftDetection({ informers: this.#informers }, key =>
      this.enqueued.push(key),
    );
    this.#stop = this.detection.start();
  }

  /** @param cluster - has nothing in the namespace `ns`, and again after `stop` */
  static async start(cluster: DevCluster): Promise<DriftTestEnvironment> {
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    const client = KubeClient.fromKubeConfig(config, {
      qps: 1000,
      burst: 1000,
    });
    const namespace = { apiVersion: 'v1', kind: 'Namespace' };
    if (!(await client.find(namespace, { name: 'ns' }))) {
      await client.create({ ...namespace, metadata: { name: 'ns' } });
    }
    return new DriftTestEnvironment(client);
  }

  async stop(): Promise<void> {
    this.#stop();
    await this.#informers.close();
    for (const { apiVersion, kind, metadata } of this.#applied) {
      const key = { namespace: 'ns', name: metadata.name ?? '' };
      if (await this.client.find({ apiVersion, kind }, key)) {
        await this.client.delete({ apiVersion, kind }, key);
      }
    }
    await this.client.close();
  }

  /** Calls since the last time, such as `find` and `apply`. */
  takeCalls(): string[] {
    return this.#calls.splice(0);
  }

  /** The client, with its calls written down. */
  #recorded(): KubeClient {
    return new Proxy(this.client, {
      get: (client, name) => {
        const value: unknown = Reflect.get(client, name, client);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          this.#calls.push(String(name));
          return value.apply(client, args);
        };
      },
    });
  }

  /** A release of these objects, applied as Helm applies it. */
  async release(objects: readonly UnstructuredObject[]): Promise<Release> {
    for (const { metadata, ...object } of objects) {
      const applied = {
        ...object,
        metadata: {
          ...metadata,
          namespace: 'ns',
          labels: {
            ...metadata.labels,
            'app.kubernetes.io/managed-by': 'Helm',
          },
          annotations: {
            ...metadata.annotations,
            'meta.helm.sh/release-name': 'app',
            'meta.helm.sh/release-namespace': 'ns',
          },
        },
      };
      const options = { fieldManager: 'helm-controller', force: true };
      await this.client.apply(applied as UnstructuredObject, options);
      this.#applied.push(applied as UnstructuredObject);
    }
    const manifest = objects
      .map(object => `---\n# Source: app/a.yaml\n${JSON.stringify(object)}\n`)
      .join('');
    // The other fields are not read.
    return { name: 'app', namespace: 'ns', version: 1, manifest } as Release;
  }

  context(driftDetection: Spec = { mode: 'warn' }): HelmReleaseContext {
    const conditions = new ConditionSet([], 1, () => 0);
    return {
      key: { namespace: 'flux', name: 'app' },
      object: { spec: { driftDetection } },
      conditions,
      logger: silentLogger,
      signal: new AbortController().signal,
      clock: systemClock,
    } as unknown as HelmReleaseContext;
  }

  get target(): ReleaseTarget {
    return {
      client: this.#recorded(),
      isRemote: false,
      use: work => work(),
      close: async () => {},
    };
  }

  get deps(): HelmReleaseDeps {
    return {
      workers: createInlinePool(),
      options: DEFAULT_OPTIONS,
    } as unknown as HelmReleaseDeps;
  }

  detect(
    release: Release,
    ctx = this.context(),
  ): Promise<readonly DriftedObject[]> {
    return this.detection.detectDrift(ctx, this.deps, {
      release,
      target: this.target,
    });
  }

  correct(drift: readonly DriftedObject[]) {
    const { signal } = new AbortController();
    const context = {
      client: this.client,
      fieldManager: 'helm-controller',
      signal,
    } as ActionContext;
    return correctDrift(this.context(), this.deps, { drift, context });
  }

  patch(kind: string, name: string, patch: object): Promise<unknown> {
    const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
    return this.client.patch(
      { apiVersion, kind },
      { namespace: 'ns', name },
      patch,
      { fieldManager: 'kubectl-edit' },
    );
  }

  remove(kind: string, name: string): Promise<void> {
    return this.client.delete(
      { apiVersion: 'v1', kind },
      { namespace: 'ns', name },
    );
  }
}
