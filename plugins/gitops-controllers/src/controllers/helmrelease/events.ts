import type { EventInput } from '@backstage-gitops/kube';
import type { Explanation, Rule } from './decide/decision';
import type { Snapshot } from './history';
import type { HelmReleaseContext } from './types';

/** The release that an event tells of. */
interface EventSubject {
  /** Version of the chart. */
  readonly revision: string;
  /** Digest of the values: makes a change of values alone a new event. */
  readonly token: string;
  readonly appVersion?: string;
  readonly ociDigest?: string;
}

/** The subject of an event about a release of the history. */
export function subjectOf(
  snapshot: Snapshot,
  token: string = snapshot.configDigest,
): EventSubject {
  const { chartVersion, appVersion, ociDigest } = snapshot;
  return { revision: chartVersion, token, appVersion, ociDigest };
}

/** Decisions that nobody has asked for: they are explained in their events. */
const EXPLAINED: ReadonlySet<Rule> = new Set<Rule>([
  'failed-changed',
  'failed-forced',
  'failed-retry',
  'failed-rollback',
  'failed-rollback-unusable',
  'failed-unattempted',
  'failed-uninstall',
  'locked',
  'uninstalling',
  'unmanaged',
]);

/** Metadata of events under the kind's group, such as `helm.toolkit.fluxcd.io/revision`. */
function metadataOf(
  { revision, token, appVersion, ociDigest }: EventSubject,
  explanation?: Explanation,
): Record<string, string> {
  const metadata: Record<string, string> = {};
  if (revision) metadata.revision = revision;
  if (token) metadata.token = token;
  if (appVersion) metadata['app-version'] = appVersion;
  if (ociDigest) metadata['oci-digest'] = ociDigest;
  // Flux has no such annotation: it names the rule, the counters and what comes next.
  if (explanation) metadata.decision = JSON.stringify(explanation);
  return metadata;
}

/** An event about a release. */
interface ReleaseEvent {
  readonly type: EventInput['type'];
  readonly reason: string;
  readonly message: string;
  readonly subject: EventSubject;
  readonly explanation?: Explanation;
}

/** Queues an event about a release. */
export function emit(ctx: HelmReleaseContext, event: ReleaseEvent): void {
  const { type, reason, message, subject, explanation } = event;
  const isExplained =
    explanation && (type === 'Warning' || EXPLAINED.has(explanation.rule));
  const metadata = metadataOf(subject, isExplained ? explanation : undefined);
  ctx.event({ type, reason, message, metadata });
}
