import { Lease } from '@backstage-gitops/kube';
import type { KubeClient, Logger } from '@backstage-gitops/kube';
import { createHash } from 'crypto';
import { hostname } from 'os';
import type { HostOptions } from './options/hostOptions';

/** Start of the identity by which replicas of ours know each other. */
const IDENTITY_PREFIX = 'backstage-gitops_';

/** What leader election needs. */
interface LeaseSettings {
  readonly client: KubeClient;
  readonly host: HostOptions;
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
 * Identity of this process, by the id of its storage directory. It survives a
 * restart, so that a process that was killed need not wait for its own Lease
 * to run out; the lock on the directory keeps a second process from using it.
 */
export function identityOf(instanceId: string): string {
  return `${IDENTITY_PREFIX}${hostname()}_${instanceId}`;
}

/** Whether the holder of a Lease is a replica of ours, and not Flux. */
function isReplica(holder: string): boolean {
  return holder.startsWith(IDENTITY_PREFIX);
}

/** The Lease of a component. */
export function createLease(
  component: string,
  identity: string,
  { client, host, logger }: LeaseSettings,
): Lease {
  return new Lease({
    client,
    namespace: host.namespace,
    name: leaseName(component, host.watchLabelSelector),
    identity,
    durationMs: host.leaseDurationMs,
    renewDeadlineMs: host.leaseRenewDeadlineMs,
    retryMs: host.leaseRetryPeriodMs,
    logger,
  });
}

/** The holder of a component's Lease, if it is Flux's own controller. */
export async function findForeignHolder(
  lease: Pick<Lease, 'holder'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const holder = await lease.holder(signal);
  return holder === undefined || isReplica(holder) ? undefined : holder;
}

/** How to hand a component over from Flux. */
export function handOverText(component: string, namespace: string): string {
  return (
    `To hand it over: kubectl -n ${namespace} scale deployment ${component} --replicas=0; ` +
    `it is taken within a minute. To only look: set controllers: observe for the cluster under gitops.clusters.`
  );
}
