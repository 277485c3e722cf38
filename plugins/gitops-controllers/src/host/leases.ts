import { Lease } from '@backstage-gitops/kube';
import type { KubeClient, Logger } from '@backstage-gitops/kube';
import { createHash } from 'crypto';
import { hostname } from 'os';
import { HostError } from './errors';

/** Controllers of Flux whose work is done here. */
const COMPONENTS = ['source-controller', 'kustomize-controller'] as const;

/** Start of the identity by which replicas of ours know each other. */
const IDENTITY_PREFIX = 'backstage-gitops_';

/** What leader election needs. */
export interface LeaseSettings {
  readonly client: KubeClient;
  readonly namespace: string;
  /** Selector of the objects; shards have leases of their own. */
  readonly labelSelector: string;
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
 * killed need not wait for its own lease to run out; the lock on the storage
 * directory keeps a second one from using it.
 */
function identityOf({ storagePath }: LeaseSettings): string {
  const place = createHash('sha256').update(storagePath).digest('hex');
  return `${IDENTITY_PREFIX}${hostname()}_${place.slice(0, 12)}`;
}

function createLeases(settings: LeaseSettings): Map<string, Lease> {
  const { client, namespace, labelSelector, logger } = settings;
  return new Map(
    COMPONENTS.map(component => [
      component,
      new Lease({
        client,
        namespace,
        name: leaseName(component, labelSelector),
        identity: identityOf(settings),
        logger,
      }),
    ]),
  );
}

/**
 * Makes sure that Flux's own controllers do not run on the cluster.
 * @throws HostError - `cluster-taken`, with the way to hand over
 */
async function requireFree(
  leases: ReadonlyMap<string, Lease>,
  { namespace }: LeaseSettings,
  signal: AbortSignal,
): Promise<void> {
  for (const [component, lease] of leases) {
    const holder = await lease.holder(signal);
    if (holder !== undefined && !holder.startsWith(IDENTITY_PREFIX)) {
      throw new HostError(
        'cluster-taken',
        `${component} of Flux runs on this cluster (its lease in namespace ${namespace} is held by ${holder}). ` +
          `To hand over: kubectl -n ${namespace} scale deployment ${COMPONENTS.join(
            ' ',
          )} --replicas=0, wait half a minute, start again. ` +
          `To only look: set controllers: observe for the cluster under gitops.clusters.`,
      );
    }
  }
}

/**
 * Runs `lead` while all leases are held, again after they were lost, until the
 * signal aborts.
 * @throws HostError - `cluster-taken`
 */
export async function runWithLeases(
  settings: LeaseSettings,
  lead: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const leases = createLeases(settings);
    const nested = [...leases.values()].reduceRight<typeof lead>(
      (inner, lease) => outer => lease.run(inner, outer),
      lead,
    );
    await nested(signal);
  }
}

/** Checks once, before anything starts. */
export async function checkLeases(
  settings: LeaseSettings,
  signal: AbortSignal,
): Promise<void> {
  await requireFree(createLeases(settings), settings, signal);
}
