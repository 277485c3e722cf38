import { Lease } from '@backstage-gitops/kube';
import type { KubeClient, Logger } from '@backstage-gitops/kube';
import { createHash } from 'crypto';
import { hostname } from 'os';
import type { HostOptions } from './options/hostOptions';

/** Start of the identity by which replicas of ours know each other. */
const IDENTITY_PREFIX = 'backstage-gitops_';

/** What leader election needs. */
export interface LeaseSettings {
  readonly client: KubeClient;
  readonly host: HostOptions;
  /** Tells processes of one machine apart; the same after a restart. */
  readonly storagePath: string;
  readonly logger: Logger;
}

/**
 * Name of a controller's Lease, the same that Flux gives it.
 * @see fluxcd/pkg runtime/leaderelection, "GenerateID"
 */
export function leaseName(component: string, labelSelector: string): string {
  const base = `${component}-leader-election`;
  return labelSelector === ''
    ? base
    : `${base}-${createHash('sha256')
        .update(labelSelector)
        .digest('hex')
        .slice(0, 8)}`;
}

/**
 * Identity of this process. It survives a restart, so that a process that was
 * killed need not wait for its own Lease to run out; the lock on the storage
 * directory keeps a second process from using it.
 */
function identityOf(storagePath: string): string {
  const place = createHash('sha256').update(storagePath).digest('hex');
  return `${IDENTITY_PREFIX}${hostname()}_${place.slice(0, 12)}`;
}

/** Whether the holder of a Lease is a replica of ours, and not Flux. */
export function isReplica(holder: string): boolean {
  return holder.startsWith(IDENTITY_PREFIX);
}

/** The Lease of a component. */
export function createLease(component: string, settings: LeaseSettings): Lease {
  const { client, host, storagePath, logger } = settings;
  return new Lease({
    client,
    namespace: host.namespace,
    name: leaseName(component, host.watchLabelSelector),
    identity: identityOf(storagePath),
    durationMs: host.leaseDurationMs,
    renewDeadlineMs: host.leaseRenewDeadlineMs,
    retryMs: host.leaseRetryPeriodMs,
    logger,
  });
}

/** How to hand a component over from Flux. */
export function handOverText(component: string, namespace: string): string {
  return (
    `To hand it over: kubectl -n ${namespace} scale deployment ${component} --replicas=0; ` +
    `it is taken within a minute. To only look: set controllers: observe for the cluster under gitops.clusters.`
  );
}
