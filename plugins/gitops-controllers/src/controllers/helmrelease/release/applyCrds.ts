import { collectCrds, processDependencies } from '@backstage-gitops/helm';
import type { Chart } from '@backstage-gitops/helm';
import {
  buildResources,
  createResources,
  updateResources,
  waitForResources,
} from '@backstage-gitops/helm-release';
import type {
  ActionContext,
  InstallOptions,
  Resource,
  UpgradeOptions,
} from '@backstage-gitops/helm-release';
import { isAlreadyExists } from '@backstage-gitops/kube';
import {
  HELM_RELEASE_NAME_LABEL,
  HELM_RELEASE_NAMESPACE_LABEL,
} from '@backstage-gitops/plugin-gitops-common';
import { textOf } from './run';
import type { ChartRun } from './run';

/** What is done about the CRDs of a chart. */
type CrdPolicy = 'Skip' | 'Create' | 'CreateReplace';

interface CrdSettings {
  /** Default `Create`. */
  readonly policy?: CrdPolicy;
  readonly options: InstallOptions | UpgradeOptions;
}

/** Milliseconds that CRDs get to be established. */
const ESTABLISH_MS = 60_000;
const CRD_GROUP = 'apiextensions.k8s.io/';

function hasCrds({ files, dependencies }: Chart): boolean {
  return (
    files.some(({ name }) => /^crds\//i.test(name)) ||
    dependencies.some(hasCrds)
  );
}

function isCrd({ object }: Resource): boolean {
  return (
    object.kind === 'CustomResourceDefinition' &&
    object.apiVersion.startsWith(CRD_GROUP)
  );
}

function withOrigin({ ctx }: ChartRun, resource: Resource): Resource {
  const { object } = resource;
  const labels = {
    ...object.metadata.labels,
    [HELM_RELEASE_NAME_LABEL]: ctx.key.name,
    [HELM_RELEASE_NAMESPACE_LABEL]: ctx.key.namespace ?? '',
  };
  const metadata = { ...object.metadata, labels };
  return { ...resource, object: { ...object, metadata } };
}

/** The CRDs of a chart and of its enabled subcharts; what else is there is dropped. */
async function readCrds(
  run: ChartRun,
  context: ActionContext,
): Promise<Resource[]> {
  const chart = processDependencies(run.chart.chart, run.values, {
    nulls: 'coalesce',
  });
  const crds: Resource[] = [];
  const others: string[] = [];
  for (const { path, data } of collectCrds(chart)) {
    const text = Buffer.from(data).toString('utf8');
    const resources = await step(
      context,
      `failed to parse CustomResourceDefinitions from ${path}`,
      () => buildResources(context, text, ''),
    );
    for (const resource of resources) {
      if (isCrd(resource)) crds.push(withOrigin(run, resource));
      else others.push(`${resource.object.kind}/${resource.name}`);
    }
  }
  if (others.length > 0) {
    run.ctx.logger.warn('objects of crds/ that are no CRDs are left out', {
      object: run.ctx.key.name,
      left: others.join(', '),
    });
  }
  return crds;
}

/** Does a part of the work; its failure is logged as Helm's are. */
async function step<T>(
  context: ActionContext,
  problem: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    context.signal.throwIfAborted();
    const message = `${problem}: ${textOf(error)}`;
    context.log?.({ level: 'error', message });
    throw new Error(message, { cause: error });
  }
}

async function createMissing(
  context: ActionContext,
  crds: readonly Resource[],
  isServerSide: boolean,
): Promise<Resource[]> {
  const created: Resource[] = [];
  for (const crd of crds) {
    const made = await step(
      context,
      `failed to create CustomResourceDefinition ${crd.name}`,
      () => createUnlessPresent(context, crd, isServerSide),
    );
    created.push(...made);
  }
  return created;
}

async function createUnlessPresent(
  context: ActionContext,
  crd: Resource,
  isServerSide: boolean,
): Promise<readonly Resource[]> {
  const settings = { serverSideApply: isServerSide, forceConflicts: true };
  try {
    return await createResources(context, [crd], settings);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const message = `CustomResourceDefinition ${crd.name} is already present. Skipping.`;
    context.log?.({ level: 'info', message });
    return [];
  }
}

async function replaceAll(
  context: ActionContext,
  crds: readonly Resource[],
  isServerSide: boolean,
): Promise<Resource[]> {
  const originals: Resource[] = [];
  const { signal } = context;
  for (const crd of crds) {
    const { object, name } = crd;
    const live = await step(
      context,
      `failed to get CustomResourceDefinition ${name}`,
      () => context.client.find(object, { name }, { signal }),
    );
    if (live) originals.push({ ...crd, object: { ...crd.object, ...live } });
  }
  try {
    const result = await updateResources(context, originals, crds, {
      serverSideApply: isServerSide,
      forceConflicts: isServerSide,
      forceReplace: !isServerSide,
    });
    return [...result.created, ...result.updated];
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `failed to update CustomResourceDefinition(s): ${textOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * Applies what is in `crds/` of the chart before the release, as the policy
 * says, and waits until it is established. CRDs are never deleted.
 * @throws Error - `failed to apply CustomResourceDefinitions: …`
 * @see fluxcd/helm-controller internal/action/crds.go
 */
export async function applyCrds(
  run: ChartRun,
  context: ActionContext,
  { policy = 'Create', options }: CrdSettings,
): Promise<void> {
  if (!hasCrds(run.chart.chart)) return;
  const log = (message: string) => context.log?.({ level: 'info', message });
  if (policy === 'Skip') {
    log('skipping CustomResourceDefinition apply: policy is set to Skip');
    return;
  }
  try {
    const crds = await readCrds(run, context);
    log(`applying CustomResourceDefinition(s) with policy ${policy}`);
    const apply = policy === 'Create' ? createMissing : replaceAll;
    const isServerSide = options.serverSideApply === true;
    const applied = await apply(context, crds, isServerSide);
    if (applied.length === 0) return;
    const { waitStrategy } = options;
    await step(context, 'failed to wait for CustomResourceDefinition(s)', () =>
      waitForResources(
        context,
        applied.map(({ object }) => object),
        { timeoutMs: ESTABLISH_MS, waitStrategy },
      ),
    );
    log(`successfully applied ${applied.length} CustomResourceDefinition(s)`);
    log('clearing REST mapper cache');
  } catch (error) {
    context.signal.throwIfAborted();
    throw new Error(
      `failed to apply CustomResourceDefinitions: ${textOf(error)}`,
      { cause: error },
    );
  }
}
