import type { Chart } from '@backstage-gitops/helm';
import type { Release } from '@backstage-gitops/helm-release';
import { inventoryRef, toInventoryEntry } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { placeObjects } from '../manifest/placeObjects';
import { readObjects } from '../manifest/readObjects';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  InventoryEntry,
  ReleaseTarget,
} from '../types';
import { crdFilesOf } from './crdFilesOf';

/** What is listed. */
interface InventoryRun {
  readonly release: Release;
  readonly chart: Chart | undefined;
  readonly target: ReleaseTarget;
}

/** An inventory, and what is uncertain about it. */
interface Inventory {
  readonly entries: readonly InventoryEntry[];
  readonly warnings: readonly string[];
}

const HOOK = 'helm.sh/hook';

function entryOf(object: UnstructuredObject): InventoryEntry {
  return toInventoryEntry(inventoryRef(object));
}

/**
 * What a release has applied: the objects of its manifest without hooks, in
 * its order, then those of the chart's `crds/`.
 * @throws YamlError - a text is none: `failed to parse manifest: …`; WorkerError
 * @see fluxcd/helm-controller internal/inventory
 */
export async function inventoryOf(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
  { release, chart, target }: InventoryRun,
): Promise<Inventory> {
  const objects = await read(ctx, deps, release.manifest, 'manifest');
  const listed = objects.filter(
    ({ metadata }) => metadata.annotations?.[HOOK] === undefined,
  );
  const { signal } = ctx;
  const unknown = await target.use(() =>
    placeObjects(target.client, listed, {
      namespace: release.namespace,
      signal,
    }),
  );
  const definitions: UnstructuredObject[] = [];
  for (const { name, text } of chart ? crdFilesOf(chart) : []) {
    definitions.push(...(await read(ctx, deps, text, `CRD ${name}`)));
  }
  return {
    entries: [...listed, ...definitions].map(entryOf),
    warnings: unknown.map(
      ({ object, error }) =>
        `failed to determine if ${object.kind} is namespace scoped, skipping namespace: ${error.message}`,
    ),
  };
}

async function read(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
  manifest: string,
  what: string,
): Promise<UnstructuredObject[]> {
  try {
    return await readObjects(ctx, deps, { manifest });
  } catch (cause) {
    ctx.signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`failed to parse ${what}: ${why}`, { cause });
  }
}
