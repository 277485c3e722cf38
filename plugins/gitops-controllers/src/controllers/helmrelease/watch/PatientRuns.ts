import { systemClock } from '@backstage-gitops/kube';
import type { Informer, KubeObject } from '@backstage-gitops/kube';
import { releaseNameOf, storageNamespaceOf, timeoutOf } from '../releaseSpec';
import type { TimedAction } from '../releaseSpec';
import type { NewestSecrets } from '../release/NewestSecrets';
import type { HelmRelease, HelmReleaseDeps, HelmReleaseWatch } from '../types';

/** How often a release is looked at that somebody works on. */
const LOOK_MS = 1_000;

/** The actions that leave a release in a state of their own while they run. */
const ACTION_OF: Readonly<Record<string, TimedAction>> = {
  'pending-install': 'install',
  'pending-upgrade': 'upgrade',
  'pending-rollback': 'rollback',
  uninstalling: 'uninstall',
};

interface PatientOptions
  extends Pick<HelmReleaseDeps, 'informers' | 'clock' | 'type' | 'scope'> {
  readonly secrets: Pick<NewestSecrets, 'newest'>;
  /** Starts a run, given as `namespace/name`. */
  readonly enqueue: (key: string) => void;
}

/** Milliseconds since the epoch at which a revision was written last. */
function writtenAt({ metadata }: KubeObject): number {
  const created = Date.parse(metadata.creationTimestamp ?? '');
  // Helm stores seconds.
  const modified = Number(metadata.labels?.modifiedAt ?? 0) * 1000;
  return Math.max(created || 0, modified || 0);
}

/**
 * Runs that only objects of the release ask for. While somebody works on the
 * release, such as a person with `helm upgrade`, they wait: a run would take
 * the release for one that was left locked, and change it beneath the other.
 * After the action's timeout since the revision was written nobody does any
 * more. Runs of other causes do not come by here.
 */
export class PatientRuns implements HelmReleaseWatch {
  #releases: Informer<HelmRelease> | undefined;
  /** By key of the HelmRelease: ends its wait. */
  readonly #waiting = new Map<string, () => void>();
  readonly #clock;

  constructor(private readonly options: PatientOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  start(): () => void {
    const { informers, type, scope } = this.options;
    const { informer, release } = informers.acquire<HelmRelease>({
      ...type,
      ...scope,
    });
    this.#releases = informer;
    return () => {
      this.#releases = undefined;
      for (const cancel of this.#waiting.values()) cancel();
      this.#waiting.clear();
      release();
    };
  }

  /** Starts a run once nobody else works on the release. */
  enqueue(key: string): void {
    if (this.#waiting.has(key)) return;
    const leftMs = this.#leftOf(key);
    if (leftMs === 0) {
      this.options.enqueue(key);
      return;
    }
    const cancel = this.#clock.after(Math.min(leftMs, LOOK_MS), () => {
      this.#waiting.delete(key);
      this.enqueue(key);
    });
    this.#waiting.set(key, cancel);
  }

  /** Milliseconds for which somebody may still work on the release. */
  #leftOf(key: string): number {
    const object = this.#releases?.store.getByKey(key);
    if (!object) return 0;
    const newest = this.options.secrets.newest(
      storageNamespaceOf(object),
      releaseNameOf(object),
    );
    const action = ACTION_OF[newest?.metadata.labels?.status ?? ''];
    if (!newest || !action) return 0;
    const timeoutMs = timeoutOf(object, action);
    const left = writtenAt(newest) + timeoutMs - this.#clock.now();
    // Clocks differ.
    return Math.max(0, Math.min(left, timeoutMs));
  }
}
