import { Controller, systemClock, WorkQueue } from '@backstage-gitops/kube';
import type { Reconciler, UnstructuredObject } from '@backstage-gitops/kube';
import { helmReleaseKind } from '@backstage-gitops/plugin-gitops-common';
import { SourceTestEnvironment } from '../../../__testUtils__/SourceTestEnvironment';
import { defineController } from '../../../host/module';
import { chartTexts, packedChart } from '../../helmchart/testing/chartTexts';
import { createResolveChart } from '../chart/resolveChart';
import { resolveSource } from '../chart/resolveSource';
import { helmReleaseDepsOf } from '../helmReleaseDeps';
import { FEATURE_GATES, HELM_RELEASE_OPTIONS } from '../options';
import type { FeatureGates } from '../options';
import { checkSpec } from '../steps/checkSpec';
import { reconcileChartTemplate } from '../steps/reconcileChartTemplate';
import { requireDependencies } from '../steps/requireDependencies';
import type { HelmRelease, HelmReleaseDeps, ResolvedChart } from '../types';
import { composeValues } from '../values/composeValues';
import { createWatches } from '../watch/createWatches';

const SOURCE_API = 'source.toolkit.fluxcd.io/v1';

/** What tests change while the controller runs. */
interface Settings {
  gates: Partial<FeatureGates>;
  noCrossNamespaceRefs: boolean;
}

/** What a run has found, by the name of its HelmRelease. */
interface Found {
  readonly chart: ResolvedChart;
  readonly values: ReadonlyMap<string, unknown>;
}

/** Runs the steps up to a release, and records what they find as a release would. */
function createReconciler(
  base: HelmReleaseDeps,
  settings: Settings,
  found: Map<string, Found>,
): Reconciler<HelmRelease> {
  const resolveChart = createResolveChart();
  const depsNow = (): HelmReleaseDeps => {
    const featureGates = { ...FEATURE_GATES, ...settings.gates };
    const { noCrossNamespaceRefs } = settings;
    const { options } = base;
    return {
      ...base,
      options: { ...options, featureGates, noCrossNamespaceRefs },
    };
  };
  return {
    type: base.type,
    controllerName: 'helm-controller',
    fieldOwner: 'helm-controller',
    finalizer: 'finalizers.fluxcd.io',
    async reconcile(ctx) {
      const deps = depsNow();
      checkSpec(ctx);
      await reconcileChartTemplate(ctx, deps);
      await requireDependencies(ctx, deps);
      const source = await resolveSource(ctx, deps);
      const values = await composeValues(ctx, deps);
      const chart = await resolveChart(ctx, deps, source);
      found.set(ctx.key.name, { chart, values });
      ctx.status.lastAttemptedRevision = chart.version;
      ctx.status.lastAttemptedRevisionDigest = chart.ociDigest;
      return { requeueAfterMs: 3_600_000 };
    },
    finalize: ctx => reconcileChartTemplate(ctx, depsNow()),
  };
}

function createModule(settings: Settings, found: Map<string, Found>) {
  return defineController({
    kind: helmReleaseKind,
    options: HELM_RELEASE_OPTIONS,
    create(host) {
      const deps = helmReleaseDepsOf({
        ...host,
        gates: { ...FEATURE_GATES, ...settings.gates },
      });
      const { client, clock = systemClock, logger, recorder, metrics } = deps;
      const queue = new WorkQueue({
        ...{ clock, minRetryDelayMs: 50, maxRetryDelayMs: 60_000 },
      });
      const watches = createWatches(deps, (key, trigger) =>
        queue.add(key, trigger),
      );
      const { informer, release } = deps.informers.acquire<HelmRelease>({
        ...deps.type,
      });
      const controller = new Controller<HelmRelease>({
        reconciler: createReconciler(deps, settings, found),
        ...{ client, informer, queue, clock, logger, recorder, metrics },
      });
      return {
        hasSynced: true,
        async run(signal) {
          const stop = watches.start();
          await controller.run(signal);
          stop();
          release();
          deps.sources.release();
        },
      };
    },
  });
}

/** The steps up to a release on an embedded cluster, with real artifacts. */
export class PrerequisitesEnvironment extends SourceTestEnvironment<HelmRelease> {
  readonly found: Map<string, Found>;

  constructor(
    readonly settings: Settings = { gates: {}, noCrossNamespaceRefs: false },
    found = new Map<string, Found>(),
  ) {
    super(createModule(settings, found));
    this.found = found;
  }

  /** Stores a chart; the revision is its version unless another is given. */
  putChart(name: string, version: string, revision = version) {
    const bytes = packedChart(chartTexts(name, version));
    return this.put(name, `${name}-${version}.tgz`, { bytes, revision });
  }

  put(
    name: string,
    fileName: string,
    { bytes, revision }: { bytes: Uint8Array; revision: string },
  ) {
    const owner = { kind: 'HelmChart', namespace: this.namespace, name };
    return this.store.put({ owner, fileName, revision, content: { bytes } });
  }

  /** Creates a source with an artifact and Ready=True, or gives it another. */
  async publish(
    kind: string,
    name: string,
    status: {
      readonly artifact?: object | null;
      readonly [field: string]: unknown;
    },
  ): Promise<void> {
    const { namespace } = this;
    const type = { apiVersion: SOURCE_API, kind };
    const key = { namespace, name };
    const existing = await this.client.find<UnstructuredObject>(type, key);
    const source: UnstructuredObject =
      existing ??
      (await this.client.create({
        ...{ ...type, metadata: key, spec: SPECS[kind] },
      }));
    await this.client.patch(
      type,
      key,
      {
        status: {
          observedGeneration: source.metadata.generation,
          conditions: [condition('True')],
          ...status,
        },
      },
      { subresource: 'status' },
    );
  }

  /** A condition of the HelmRelease's own. */
  async condition(name: string, type = 'Ready') {
    const { status } = await this.read(name);
    return status?.conditions?.find(item => item.type === type);
  }
}

/** Ready as sources have it. */
export function condition(status: 'True' | 'False', message = '') {
  return {
    ...{ type: 'Ready', status, reason: 'Tested', message },
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
}

/** A spec for each kind of source; nothing reconciles them here. */
const SPECS: Readonly<Record<string, object>> = {
  HelmChart: {
    ...{ interval: '1h', chart: 'web', version: '*' },
    sourceRef: { kind: 'HelmRepository', name: 'repo' },
  },
  OCIRepository: { interval: '1h', url: 'oci://registry.example.com/web' },
  ExternalArtifact: { sourceRef: { apiVersion: 'v1', kind: 'A', name: 'a' } },
};
