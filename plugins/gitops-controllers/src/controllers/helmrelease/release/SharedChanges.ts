import { ObjectChanges } from '@backstage-gitops/helm-release';
import type { KubeClient } from '@backstage-gitops/kube';
import type { HelmReleaseWatch, ReleaseTarget } from '../types';

/**
 * Watches of the objects that releases of this cluster wait for, for all that
 * act as the same user. Those of other clusters have watches of their own.
 */
export class SharedChanges implements HelmReleaseWatch {
  readonly #byUser = new Map<string, ObjectChanges>();

  /** @param client - opens the watches */
  constructor(private readonly client: KubeClient) {}

  /** The watches for a target; undefined: they end with it. */
  of({ client, isRemote }: ReleaseTarget): ObjectChanges | undefined {
    if (isRemote) return undefined;
    const { impersonatedUser } = client;
    const user = impersonatedUser ?? '';
    const known = this.#byUser.get(user);
    if (known) return known;
    const identity = impersonatedUser ? { user: impersonatedUser } : undefined;
    const changes = new ObjectChanges(this.client.as(identity));
    this.#byUser.set(user, changes);
    return changes;
  }

  start(): () => void {
    return () => {
      for (const changes of this.#byUser.values()) changes.close();
      this.#byUser.clear();
    };
  }
}
