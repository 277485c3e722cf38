import { loadChart } from '@backstage-gitops/helm';
import type { Values } from '@backstage-gitops/helm';
import { helmReleaseKind } from '@backstage-gitops/plugin-gitops-common';
import { SourceTestEnvironment } from '../../../__testUtils__/SourceTestEnvironment';
import { defineController } from '../../../host/module';
import { createHelmReleaseController } from '../createHelmReleaseController';
import { helmReleaseDepsOf } from '../helmReleaseDeps';
import { FEATURE_GATES, HELM_RELEASE_OPTIONS } from '../options';
import type { FeatureGates } from '../options';
import { ObservedStorage } from '../release/ObservedStorage';
import { StoredReleases } from '../release/StoredReleases';
import { releaseNameOf, storageNamespaceOf } from '../releaseSpec';
import type {
  CorrectedObject,
  DriftedObject,
  HelmRelease,
  HelmReleaseContext,
  HelmReleaseSpec,
  ResolvedChart,
} from '../types';
import { MemoryStorage } from './MemoryStorage';
import { ScriptedHelm } from './ScriptedHelm';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function chartOf(name: string, version: string): ResolvedChart {
  const text = `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "9.9"\n`;
  const chart = loadChart(new Map([['Chart.yaml', Buffer.from(text)]]));
  const artifact = {
    digest: DIGEST,
    lastUpdateTime: '2026-01-01T00:00:00Z',
    path: 'chart.tgz',
    revision: version,
    url: 'http://127.0.0.1/chart.tgz',
  };
  const sourceRef = { kind: 'HelmChart', namespace: 'apps', name };
  const packed = new SharedArrayBuffer(0);
  return {
    ...{ chart, packed, name, version, artifact },
    ...{ digest: DIGEST, sourceRef },
  };
}

/** What a test says about what lies around the release. */
class World {
  readonly helm = new ScriptedHelm();
  readonly storages = new Map<string, MemoryStorage>();
  chart = chartOf('web', '1.0.0');
  drift: DriftedObject[] = [];
  corrected: CorrectedObject[] = [];
  looks = 0;
  /** Mark of the newest revision as a watch has heard of it. */
  watchedMark: () => string | undefined = () => undefined;
  /** Thrown by the steps before the release. */
  prerequisite: (ctx: HelmReleaseContext) => Promise<void> = async () =>
    undefined;

  setChart(name: string, version: string): void {
    this.chart = chartOf(name, version);
  }

  storage(namespace = 'apps'): MemoryStorage {
    const storage = this.storages.get(namespace) ?? new MemoryStorage();
    this.storages.set(namespace, storage);
    return storage;
  }
}

function valuesOf({ object }: HelmReleaseContext): Values {
  const values = (object.spec.values ?? {}) as Record<string, string>;
  return new Map(Object.entries(values)) as Values;
}

function createModule(world: World, gates: Partial<FeatureGates>) {
  return defineController({
    kind: helmReleaseKind,
    options: HELM_RELEASE_OPTIONS,
    gates: FEATURE_GATES,
    create: deps => {
      const all = { ...FEATURE_GATES, ...gates };
      const cache = new StoredReleases(
        async ({ ctx }) => {
          const storage = world.storage(storageNamespaceOf(ctx.object));
          const newest = storage.newest(releaseNameOf(ctx.object));
          const mark = `${storage.writes}`;
          return newest && { version: newest.version, mark };
        },
        () => world.watchedMark(),
      );
      return createHelmReleaseController(
        helmReleaseDepsOf({ ...deps, gates: all }),
        () => ({
          actions: world.helm,
          cache,
          createStorage: (_client, namespace, onStored) => {
            const storage = world.storage(namespace);
            return new ObservedStorage(storage, release =>
              onStored(release, `${storage.writes}`),
            );
          },
          watches: [],
          forget: key => cache.forget(key),
          steps: {
            composeValues: async ctx => valuesOf(ctx),
            correctDrift: async () => {
              world.drift = [];
              return world.corrected;
            },
            createRender: () => () => Promise.reject(new Error('unused')),
            detectDrift: async () => {
              world.looks += 1;
              return world.drift;
            },
            inventoryOf: async (_ctx, _deps, { release }) => ({
              entries: [{ id: `apps_${release.name}__ConfigMap`, v: 'v1' }],
              warnings: [],
            }),
            reconcileChartTemplate: async () => undefined,
            requireDependencies: ctx => world.prerequisite(ctx),
            resolveChart: async () => world.chart,
            resolveSource: async () => ({
              ...world.chart.sourceRef,
              artifact: world.chart.artifact,
            }),
          },
        }),
      );
    },
  });
}

/** The HelmRelease controller on an embedded cluster, with Helm's actions scripted. */
export class HelmReleaseEnvironment extends SourceTestEnvironment<HelmRelease> {
  constructor(readonly world = new World(), gates: Partial<FeatureGates> = {}) {
    super(createModule(world, gates));
  }

  /** Creates a HelmRelease of chart web. */
  async create(
    name: string,
    spec: Partial<HelmReleaseSpec> = {},
  ): Promise<HelmRelease> {
    const chartRef = { kind: 'HelmChart', name: 'web' };
    return this.createObject(name, { interval: '1h', chartRef, ...spec });
  }

  /** Asks for a run with more annotations of the same value, and waits for its end. */
  async request(name: string, ...annotations: string[]): Promise<HelmRelease> {
    const at = `${Date.now()}-${Math.random()}`;
    const keys = ['reconcile.fluxcd.io/requestedAt', ...annotations];
    await this.patch(name, {
      metadata: { annotations: Object.fromEntries(keys.map(key => [key, at])) },
    });
    return this.waitFor(
      name,
      object => object.status?.lastHandledReconcileAt === at,
    );
  }

  /** `type reason message` of its events, oldest first. */
  async told(name: string): Promise<string[]> {
    const events = await this.events(name);
    return events.map(
      ({ type, reason, message }) => `${type} ${reason} ${message}`,
    );
  }
}

/** The condition of a type, as `True Reason message`. */
export function conditionOf(
  { status }: HelmRelease,
  type: string,
): string | undefined {
  const found = status?.conditions?.find(condition => condition.type === type);
  return found && `${found.status} ${found.reason} ${found.message}`;
}
