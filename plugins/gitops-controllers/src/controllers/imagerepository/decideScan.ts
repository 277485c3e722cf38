import { parseDuration, requestedAt } from '@backstage-gitops/kube';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import { exclusionListOf } from './exclusionListOf';

/** Whether to scan, and when to look again. */
export interface ScanDecision {
  /** In the words of Flux; undefined: not now. */
  readonly reason?: string;
  /** Milliseconds until the next scan. */
  readonly nextMs: number;
  /** The scan brings back tags that were lost. */
  readonly isRecovery: boolean;
}

interface Observation {
  readonly object: ImageRepository;
  readonly canonicalName: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Number of tags that are stored; only asked for when nothing else decides. */
  readonly countTags: () => Promise<number>;
}

const LEAST_WAIT_MS = 1_000;

function haveSameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(item => b.includes(item));
}

function reasonOfChange(
  object: ImageRepository,
  canonicalName: string,
): string | undefined {
  const { spec, status = {} } = object;
  const requested = requestedAt(object);
  if (!status.lastScanResult) return 'first scan';
  if (requested !== undefined && requested !== status.lastHandledReconcileAt) {
    return 'reconcile requested';
  }
  if (canonicalName !== status.canonicalImageName) return 'new image name';
  const observed = status.observedExclusionList ?? [];
  return haveSameItems(exclusionListOf(spec), observed)
    ? undefined
    : 'updated exclusion list';
}

/**
 * Decides on a scan: the first one, a requested one, another image or
 * exclusion list, lost tags, or the interval has passed.
 * @see Flux: image-reflector-controller, `shouldScan`
 */
export async function decideScan({
  object,
  canonicalName,
  now,
  countTags,
}: Observation): Promise<ScanDecision> {
  const intervalMs = parseDuration(object.spec.interval);
  const scan = (reason: string, isRecovery = false) => ({
    ...{ reason, nextMs: intervalMs, isRecovery },
  });
  const change = reasonOfChange(object, canonicalName);
  if (change) return scan(change);
  if ((await countTags()) === 0) return scan('no tags in database', true);
  const last = Date.parse(object.status?.lastScanResult?.scanTime ?? '');
  const nextMs = intervalMs - (now - last);
  return nextMs >= LEAST_WAIT_MS
    ? { nextMs, isRecovery: false }
    : scan('triggered by interval');
}
