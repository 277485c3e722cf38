import type { FluxEvent } from '../FluxEvent';
import { describeReason, isError } from './eventTexts';
import { ProviderError } from './ProviderError';
import type { ProviderSettings } from './ProviderType';
import { settingsError } from './requireSettings';

/** What a forge shall show beside a commit. */
export interface CommitStatus {
  /** SHA-1 in hex. */
  readonly commit: string;
  /** Tells it from the statuses of others. */
  readonly id: string;
  readonly isError: boolean;
  /** Words of the reason. */
  readonly description: string;
}

const REVISION_KEYS = ['commit', 'originRevision', 'revision'];

export function isProgressing({ reason }: FluxEvent): boolean {
  return reason === 'Progressing';
}

/** `main@sha1:abc`, `main/abc` or `abc`. */
function commitIn(revision: string): string {
  const colon = revision.lastIndexOf(':');
  const hash = revision.slice(
    colon >= 0 ? colon + 1 : revision.lastIndexOf('/') + 1,
  );
  // SHA-1 only, as in Flux, whatever its letters.
  if (hash.length === 40) return hash;
  throw new ProviderError(
    'event',
    `failed to extract commit hash from '${revision}' revision`,
  );
}

/** @throws ProviderError - `event`: it names no commit */
function commitOf({ metadata = {} }: FluxEvent): string {
  const key = REVISION_KEYS.find(name => metadata[name] !== undefined);
  if (key !== undefined) return commitIn(metadata[key]);
  throw new ProviderError('event', 'missing revision metadata');
}

/**
 * @throws ProviderError - `event`: it names no commit, or is a trace;
 *   `settings`: the id is empty
 */
export function toCommitStatus(
  event: FluxEvent,
  settings: ProviderSettings,
): CommitStatus {
  const commit = commitOf(event);
  if (event.severity === 'trace') {
    throw new ProviderError('event', 'a trace is no commit status');
  }
  const id = settings.commitStatusId;
  if (id === '') {
    throw settingsError(settings, 'commitStatusExpr', 'yields an empty text');
  }
  const description = describeReason(event);
  return { commit, id, isError: isError(event), description };
}

/** A status of a forge, by the names of ours. */
interface KnownStatus {
  readonly id?: unknown;
  readonly state?: unknown;
  readonly description?: unknown;
}

/** Whether the newest status of this id says the same; the newest stand first. */
export function isLatest(
  known: readonly KnownStatus[],
  wanted: KnownStatus,
): boolean {
  const latest = known.find(
    ({ id, state, description }) =>
      id === wanted.id && Boolean(state) && typeof description === 'string',
  );
  return (
    latest?.state === wanted.state && latest?.description === wanted.description
  );
}
