import {
  createCleanupPatch,
  forEachLimited,
  inventoryRef,
  toInventoryId,
} from '@backstage-gitops/kube';
import type {
  KubeObject,
  ObjectRef,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import type { Release } from '@backstage-gitops/helm-release';
import { compileIgnoreRules } from '../../../applied/compileIgnoreRules';
import { FIELD_MANAGER } from '../release/actionContext';
import type {
  DriftedObject,
  HelmReleaseContext,
  HelmReleaseDeps,
  ReleaseTarget,
} from '../types';
import { readDesiredObjects } from './desiredObjects';
import { inspectObject } from './inspectObject';
import type { Inspected } from './inspectObject';
import { markOf } from './DriftMemory';
import type { Remembered } from './DriftMemory';

/** Objects looked at at once. */
const CONCURRENCY = 4;

/** What is compared with what. */
export interface DriftRun {
  readonly release: Release;
  readonly target: ReleaseTarget;
}

/** What was found, and what to remember of it. */
interface Detected {
  /** In the order of the manifest; exempt objects are among them. */
  readonly drift: readonly DriftedObject[];
  readonly objects: Remembered['objects'];
  /** Of objects that could not be compared. */
  readonly errors: readonly Error[];
}

/** Several errors in one line, as Go's aggregates write them. */
class DriftError extends Error {
  override readonly name = 'DriftError';
  readonly code = 'drift';

  constructor(errors: readonly Error[]) {
    const texts = [...new Set(errors.map(({ message }) => message.trim()))];
    super(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`, {
      cause: errors[0],
    });
  }
}

/** Hands the fields of managers that give way over to the controller. */
async function takeOver(
  objects: readonly UnstructuredObject[],
  { client }: ReleaseTarget,
  {
    names,
    signal,
  }: { readonly names: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  if (names.length === 0) return;
  const managers = names.flatMap(name =>
    (['Apply', 'Update'] as const).map(operation => ({
      name,
      exact: true,
      operation,
    })),
  );
  await forEachLimited(objects, CONCURRENCY, async object => {
    const ref = inventoryRef(object);
    const live = await client.find<KubeObject>(ref, ref, { signal });
    if (!live) return;
    const cleanup = { annotations: [], labels: [], managers };
    const patch = createCleanupPatch(live, cleanup, FIELD_MANAGER);
    if (patch.length === 0) return;
    await client.patch(ref, ref, patch, {
      patchType: 'json',
      fieldManager: FIELD_MANAGER,
      signal,
    });
  });
}

/** Looks at every object that is not known to be as it should. */
class Inspection {
  readonly #found = new Map<string, Inspected>();
  readonly #errors: Error[] = [];

  constructor(private readonly objects: readonly UnstructuredObject[]) {}

  async run(
    inspect: (object: UnstructuredObject) => Promise<Inspected>,
  ): Promise<void> {
    await forEachLimited(this.objects, CONCURRENCY, async object => {
      try {
        this.#found.set(idOf(object), await inspect(object));
      } catch (error) {
        this.#errors.push(
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    });
  }

  get errors(): readonly Error[] {
    return this.#errors;
  }

  get drift(): DriftedObject[] {
    return this.objects.flatMap(
      object => this.#found.get(idOf(object))?.drift ?? [],
    );
  }

  get versions(): Remembered['objects'] {
    return new Map(
      this.objects.map(object => {
        const live = this.#found.get(idOf(object))?.live;
        const ref: ObjectRef = inventoryRef(object);
        return [idOf(object), { ref, mark: live ? markOf(live) : '' }];
      }),
    );
  }
}

function idOf(object: UnstructuredObject): string {
  return toInventoryId(inventoryRef(object));
}

/**
 * Compares the objects of a release's manifest with the cluster.
 * @param isUnchanged - true: the object is as it was when it did not differ
 * @throws Error - a rule of `spec.driftDetection.ignore` does not parse, or the
 *   manifest; WorkerError; the reason of the run's signal
 */
export async function compareWithCluster(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
  { release, target }: DriftRun,
): Promise<Detected> {
  const { signal } = ctx;
  const rules = compileIgnoreRules(
    ctx.object.spec.driftDetection?.ignore ?? [],
  );
  const { objects, errors } = await readDesiredObjects(ctx, deps, {
    release,
    target,
  });
  const inspection = new Inspection(objects);
  await target.use(async () => {
    await takeOver(objects, target, {
      names: deps.options.overrideManagers,
      signal,
    });
    await inspection.run(object =>
      inspectObject(object, {
        client: target.client,
        fieldManager: FIELD_MANAGER,
        ignored: rules
          .filter(rule => rule.matches(object))
          .flatMap(({ paths }) => paths),
        signal,
      }),
    );
  });
  signal.throwIfAborted();
  return {
    drift: inspection.drift,
    objects: inspection.versions,
    errors: [...errors, ...inspection.errors],
  };
}

/** True for an object that has to be corrected. */
export function isDrifted({ kind }: DriftedObject): boolean {
  return kind !== 'excluded';
}

/**
 * Objects that differ, and those that are exempt beside them.
 * @throws DriftError - nothing differs, but not every object could be compared
 */
export function requireFindings(
  { drift, errors }: Detected,
  { logger, key }: Pick<HelmReleaseContext, 'logger' | 'key'>,
): readonly DriftedObject[] {
  const hasDrift = drift.some(isDrifted);
  if (errors.length === 0) return hasDrift ? drift : [];
  const error = new DriftError(errors);
  if (!hasDrift) throw error;
  logger.warn('diff of release against cluster state completed with error', {
    name: key.name,
    namespace: key.namespace ?? '',
    error: error.message,
  });
  return drift;
}
