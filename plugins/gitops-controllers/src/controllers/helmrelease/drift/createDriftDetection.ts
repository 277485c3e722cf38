import type {
  KubeObject,
  ObjectKey,
  ObjectRef,
  Trigger,
} from '@backstage-gitops/kube';
import {
  HELM_RELEASE_NAME_LABEL,
  HELM_RELEASE_NAMESPACE_LABEL,
} from '@backstage-gitops/plugin-gitops-common';
import { DriftWatcher } from '../../../applied/DriftWatcher';
import type {
  DriftDetection,
  DriftedObject,
  HelmReleaseContext,
  HelmReleaseDeps,
} from '../types';
import { compareWithCluster, isDrifted, requireFindings } from './detectDrift';
import type { DriftRun } from './detectDrift';
import { digestOf, DriftMemory, markOf } from './DriftMemory';
import type { Remembered } from './DriftMemory';
import { recordDiff } from './recordDiff';

/** What the objects of a release are compared with, and how. */
function comparisonOf(
  { object }: HelmReleaseContext,
  { options }: HelmReleaseDeps,
  { release, target }: DriftRun,
): string {
  return digestOf(
    release.name,
    release.namespace,
    release.manifest,
    JSON.stringify([
      object.spec.driftDetection?.ignore,
      object.spec.kubeConfig,
      options.overrideManagers,
      target.isRemote,
    ]),
  );
}

class Detection implements DriftDetection {
  readonly #memory = new DriftMemory();
  readonly #watcher: DriftWatcher;

  constructor(
    { informers, clock }: Pick<HelmReleaseDeps, 'informers' | 'clock'>,
    enqueue: (key: string) => void,
  ) {
    this.#watcher = new DriftWatcher({
      informers,
      clock,
      enqueue,
      labels: {
        name: HELM_RELEASE_NAME_LABEL,
        namespace: HELM_RELEASE_NAMESPACE_LABEL,
      },
      isListed: (owner, ref) => this.#memory.isListed(owner, ref),
      isKnown: (owner, ref, live) => this.#memory.isKnown(owner, ref, live),
    });
  }

  start(): () => void {
    return this.#watcher.start();
  }

  forget(key: ObjectKey): void {
    this.#memory.forget(key);
  }

  async detectDrift(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
    run: DriftRun,
  ): Promise<readonly DriftedObject[]> {
    const digest = comparisonOf(ctx, deps, run);
    const known = this.#memory.of(ctx.key);
    const isSame =
      known?.digest === digest && (await this.#isUnchanged(known, ctx, run));
    const drift = isSame ? [] : await this.#compare(digest, ctx, deps, run);
    recordDiff(ctx, drift);
    return drift;
  }

  async #compare(
    digest: string,
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
    run: DriftRun,
  ): Promise<readonly DriftedObject[]> {
    this.#memory.forget(ctx.key);
    const detected = await compareWithCluster(ctx, deps, run);
    const { objects, errors } = detected;
    const drift = requireFindings(detected, ctx);
    const isClean = errors.length === 0 && !drift.some(isDrifted);
    // Drift is looked for in any case at the next run, and watched until then.
    this.#memory.remember(ctx.key, { objects, digest: isClean ? digest : '' });
    if (!run.target.isRemote) {
      this.#watcher.watch([...objects.values()].map(({ ref }) => ref));
    }
    return drift;
  }

  /** True when every object is the version that did not differ. */
  async #isUnchanged(
    { objects }: Remembered,
    ctx: HelmReleaseContext,
    run: DriftRun,
  ): Promise<boolean> {
    for (const { ref, mark } of objects.values()) {
      if (mark === '') continue;
      const live = await this.#find(ref, ctx, run);
      if (!live || markOf(live) !== mark) return false;
    }
    return true;
  }

  /** The metadata of an object: as watched, or by a small question. */
  async #find(
    ref: ObjectRef,
    { signal }: HelmReleaseContext,
    { target }: DriftRun,
  ): Promise<KubeObject | undefined> {
    const seen = target.isRemote ? undefined : this.#watcher.seen(ref);
    if (seen) return seen;
    return target.use(() =>
      target.client.find(ref, ref, { metadataOnly: true, signal }),
    );
  }
}

/**
 * Drift of the releases of one controller. What did not differ is remembered:
 * while nothing of it has moved, there is no dry-run, and the watch that tells
 * starts the run of a HelmRelease of which something has.
 * @param enqueue - starts the run of a HelmRelease, given as `namespace/name`
 */
export function createDriftDetection(
  deps: Pick<HelmReleaseDeps, 'informers' | 'clock'>,
  enqueue: (key: string, trigger?: Trigger) => void,
): DriftDetection {
  return new Detection(deps, key => enqueue(key));
}
