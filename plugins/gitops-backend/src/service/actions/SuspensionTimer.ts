import type { LoggerService } from '@backstage/backend-plugin-api';
import { isConflict, isNotFound } from '@backstage-gitops/kube';
import {
  SUSPENDED_UNTIL_ANNOTATION,
  type Kustomization,
} from '@backstage-gitops/plugin-gitops-common';
import type { ClusterWatch } from '../clusters/ClusterWatch';
import { resume } from './setSuspended';

const LOOK_MS = 5_000;

/**
 * Resumes what was suspended until a time. It looks at the local copy only, and
 * every replica may do it: the write is bound to the version that was seen.
 */
export class SuspensionTimer {
  constructor(
    private readonly clusters: readonly ClusterWatch[],
    private readonly logger: LoggerService,
  ) {}

  start(signal: AbortSignal): void {
    const timer = setInterval(() => void this.resumeDue(Date.now()), LOOK_MS);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** Resumes everything whose time has come. */
  async resumeDue(nowMs: number): Promise<void> {
    for (const cluster of this.clusters) {
      const due = cluster.kustomizations.store
        .list()
        .filter(object => isDue(object, nowMs));
      for (const object of due) await this.#resume(cluster, object);
    }
  }

  async #resume(cluster: ClusterWatch, object: Kustomization): Promise<void> {
    const { name, namespace = '', resourceVersion } = object.metadata;
    const ref = { cluster: cluster.name, kind: object.kind, namespace, name };
    const meta = { cluster: cluster.name, namespace, name };
    try {
      await resume(
        cluster.client,
        cluster.kustomizations.type,
        ref,
        resourceVersion,
      );
      this.logger.info('resumed: the time of the suspension is over', meta);
    } catch (error) {
      // Another replica was faster, or it is gone; the watch will tell.
      if (isConflict(error) || isNotFound(error)) return;
      this.logger.warn('cannot resume, trying again', {
        ...meta,
        error: String(error),
      });
    }
  }
}

function isDue({ metadata, spec }: Kustomization, nowMs: number): boolean {
  const until = metadata.annotations?.[SUSPENDED_UNTIL_ANNOTATION];
  return (
    spec.suspend === true && until !== undefined && Date.parse(until) <= nowMs
  );
}
