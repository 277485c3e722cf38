import {
  formatDuration,
  formatTime,
  ReconcileError,
} from '@backstage-gitops/kube';
import { Reason } from './conditions';
import type { Plan } from './steps/buildManifests';
import type {
  KustomizationContext,
  KustomizationStatus,
  ResolvedSource,
} from './types';

type Entry = NonNullable<KustomizationStatus['history']>[number];

const MAX_ENTRIES = 5;

/** The end of one run, as it goes into the history. */
export interface HistoryInput {
  /** Digest of what was built. */
  readonly digest: string;
  /** Reason of Ready at the end. */
  readonly status: string;
  readonly revision: string;
  readonly originRevision?: string;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The history with one more run: a repeat of digest and status counts up and
 * moves to the front, at most five entries stay.
 */
export function recordRun(
  history: readonly Entry[] | undefined,
  input: HistoryInput,
): Entry[] {
  const isRepeat = (entry: Entry) =>
    entry.digest === input.digest &&
    entry.lastReconciledStatus === input.status;
  const before = history?.find(isRepeat);
  const now = formatTime(input.now);
  const metadata: Record<string, string> = { revision: input.revision };
  if (input.originRevision) metadata.originRevision = input.originRevision;
  const entry: Entry = {
    digest: input.digest,
    firstReconciled: before?.firstReconciled ?? now,
    lastReconciled: now,
    lastReconciledDuration: formatDuration(input.durationMs),
    lastReconciledStatus: input.status,
    metadata,
    totalReconciliations: (before?.totalReconciliations ?? 0) + 1,
  };
  const rest = (history ?? []).filter(other => !isRepeat(other));
  return [entry, ...rest].slice(0, MAX_ENTRIES);
}

/**
 * Runs the part of a reconcile that the history is about: applying what was
 * built, and waiting for its health. How it ends becomes an entry.
 */
export async function recordHistory<Result>(
  ctx: KustomizationContext,
  built: { readonly source: ResolvedSource; readonly plan: Plan },
  deploy: () => Promise<Result>,
): Promise<Result> {
  const record = (status: string) => {
    const now = ctx.clock.now();
    ctx.status.history = recordRun(ctx.status.history, {
      digest: built.plan.digest,
      status,
      revision: built.source.revision,
      originRevision: built.source.originRevision,
      durationMs: now - ctx.startedAt,
      now,
    });
  };
  try {
    const result = await deploy();
    record(Reason.reconciliationSucceeded);
    return result;
  } catch (error) {
    record(
      error instanceof ReconcileError
        ? error.reason
        : Reason.reconciliationFailed,
    );
    throw error;
  }
}
