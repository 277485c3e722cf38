import { createHash } from 'crypto';
import { parseDuration } from '@backstage-gitops/kube';
import type { HelmRelease, HelmReleaseStatus } from './types';

/** The part of a HelmRelease that these functions read. */
export type SpecOwner = Pick<HelmRelease, 'metadata' | 'spec'>;

const MAX_NAME = 53;
const HASH_LENGTH = 12;
const DEFAULT_TIMEOUT = '5m';
const DEFAULT_RETRY_INTERVAL = '5m';
const DEFAULT_MAX_HISTORY = 5;

/**
 * A release name of at most 53 characters: a longer one keeps its first 40,
 * and ends in `-` and 12 digits of its SHA-256.
 */
function shortenName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex');
  const start = name.slice(0, MAX_NAME - HASH_LENGTH - 1);
  return `${start}-${hash.slice(0, HASH_LENGTH)}`;
}

/** Name of the release in full: `spec.releaseName`, else `[<targetNamespace>-]<name>`. */
function fullReleaseNameOf({ metadata, spec }: SpecOwner): string {
  const { releaseName, targetNamespace } = spec;
  const { name = '' } = metadata;
  return releaseName || (targetNamespace ? `${targetNamespace}-${name}` : name);
}

/** Name of the release in Helm's storage, at most 53 characters. */
export function releaseNameOf(object: SpecOwner): string {
  return shortenName(fullReleaseNameOf(object));
}

/** Namespace of the release. */
export function releaseNamespaceOf({ metadata, spec }: SpecOwner): string {
  return spec.targetNamespace || (metadata.namespace ?? '');
}

/** Namespace of Helm's storage. */
export function storageNamespaceOf({ metadata, spec }: SpecOwner): string {
  return spec.storageNamespace || (metadata.namespace ?? '');
}

/** Revisions that Helm keeps; 0 is all. */
export function maxHistoryOf({ spec }: SpecOwner): number {
  return spec.maxHistory ?? DEFAULT_MAX_HISTORY;
}

/** Milliseconds from one successful run to the next, before jitter. */
export function intervalOf({ spec }: SpecOwner): number {
  return parseDuration(spec.interval);
}

/** The specs of actions that have a timeout. */
export type TimedAction =
  | 'install'
  | 'upgrade'
  | 'rollback'
  | 'uninstall'
  | 'test';

/** Milliseconds for each operation of an action; without one, of any other. */
export function timeoutOf({ spec }: SpecOwner, action?: TimedAction): number {
  const own = action && spec[action]?.timeout;
  return parseDuration(own ?? spec.timeout ?? DEFAULT_TIMEOUT);
}

/** How a failed install or upgrade is remediated. */
export interface Remediation {
  /** The failed action. */
  readonly action: 'install' | 'upgrade';
  /** Retries; -1 is without end. */
  readonly retries: number;
  readonly ignoreTestFailures: boolean;
  readonly remediateLastFailure: boolean;
  readonly strategy: 'rollback' | 'uninstall';
}

/** Remediation of an action, with its defaults. */
export function remediationOf(
  { spec }: SpecOwner,
  action: 'install' | 'upgrade',
): Remediation {
  const own = spec[action]?.remediation;
  const retries = own?.retries ?? 0;
  const isUpgrade = action === 'upgrade';
  return {
    action,
    retries,
    ignoreTestFailures:
      own?.ignoreTestFailures ?? spec.test?.ignoreFailures ?? false,
    remediateLastFailure:
      own?.remediateLastFailure ?? (isUpgrade && retries > 0),
    strategy: isUpgrade
      ? spec.upgrade?.remediation?.strategy ?? 'rollback'
      : 'uninstall',
  };
}

/** Failures of the action since its counter was reset. */
export function failureCountOf(
  status: Pick<HelmReleaseStatus, 'installFailures' | 'upgradeFailures'>,
  action: 'install' | 'upgrade',
): number {
  const { installFailures = 0, upgradeFailures = 0 } = status;
  return action === 'install' ? installFailures : upgradeFailures;
}

/** Whether the failures of the action have used up its retries. */
export function isExhausted(
  remediation: Remediation,
  status: HelmReleaseStatus,
): boolean {
  const { action, retries } = remediation;
  return retries >= 0 && failureCountOf(status, action) > retries;
}

/**
 * Milliseconds until an action is retried as it is; undefined where its
 * failures are remediated.
 */
export function retryIntervalOf(
  { spec }: SpecOwner,
  action: 'install' | 'upgrade',
  gates: { readonly DefaultToRetryOnFailure: boolean },
): number | undefined {
  const { strategy } = spec[action] ?? {};
  const isRetry = strategy
    ? strategy.name === 'RetryOnFailure'
    : gates.DefaultToRetryOnFailure;
  return isRetry
    ? parseDuration(strategy?.retryInterval ?? DEFAULT_RETRY_INTERVAL)
    : undefined;
}

/** Whether differences between release and cluster are looked for. */
export function detectsDrift({ spec }: SpecOwner): boolean {
  const mode = spec.driftDetection?.mode;
  return mode === 'enabled' || mode === 'warn';
}
