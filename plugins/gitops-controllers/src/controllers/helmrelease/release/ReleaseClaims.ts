import { PROGRESSING } from '@backstage-gitops/kube';
import type { ObjectKey } from '@backstage-gitops/kube';
import { releaseNameOf, storageNamespaceOf } from '../releaseSpec';
import type { HelmReleaseContext } from '../types';

/** A release that HelmReleases are for. */
interface Claim {
  /** `namespace/name` of those that have had a turn. */
  readonly owners: Set<string>;
  /** The one that is at it. */
  holder?: string;
  readonly waiting: Waiter[];
}

interface Waiter {
  readonly owner: string;
  /** Called when it is its turn. */
  readonly onTurn: () => void;
}

function textOf({ namespace = '', name }: ObjectKey): string {
  return `${namespace}/${name}`;
}

/**
 * Lets one HelmRelease at a time observe a release and act on it: of two that
 * name the same one, the second would take what the first is at for broken off,
 * and unlock it. Flux has no such lock.
 */
export class ReleaseClaims {
  readonly #claims = new Map<string, Claim>();
  /** Which release a HelmRelease is for. */
  readonly #releases = new Map<string, string>();
  /** Pairs that were told of each other. */
  readonly #told = new Set<string>();

  /**
   * Works on the release of the spec when it is the turn of this HelmRelease.
   * Waiting does not count against the controller's concurrency.
   */
  async use<R>(ctx: HelmReleaseContext, work: () => Promise<R>): Promise<R> {
    const owner = textOf(ctx.key);
    const release = releaseOf(ctx);
    this.#forgetOther(owner, release);
    const claim = this.#claims.get(release) ?? {
      owners: new Set(),
      waiting: [],
    };
    this.#claims.set(release, claim);
    this.#releases.set(owner, release);
    claim.owners.add(owner);
    this.#tell(ctx, claim);
    await this.#enter(ctx, claim);
    try {
      return await work();
    } finally {
      this.#leave(claim);
    }
  }

  /** Drops the claim of a HelmRelease that is gone. */
  forget(key: ObjectKey): void {
    this.#forgetOther(textOf(key), undefined);
  }

  #forgetOther(owner: string, release: string | undefined): void {
    const former = this.#releases.get(owner);
    if (former === undefined || former === release) return;
    this.#releases.delete(owner);
    const claim = this.#claims.get(former);
    claim?.owners.delete(owner);
    if (claim?.owners.size === 0) this.#claims.delete(former);
    for (const pair of this.#told) {
      if (pair.split(' ').includes(owner)) this.#told.delete(pair);
    }
  }

  async #enter(ctx: HelmReleaseContext, claim: Claim): Promise<void> {
    const owner = textOf(ctx.key);
    if (claim.holder !== undefined) {
      const message = `Waiting for HelmRelease '${claim.holder}', which is at the same Helm release`;
      await ctx.progress(PROGRESSING, message, { flush: true });
    }
    if (claim.holder !== undefined) {
      await ctx.waitFor({}, () => turnOf(claim, owner, ctx.signal));
    }
    claim.holder = owner;
  }

  #leave(claim: Claim): void {
    const next = claim.waiting.shift();
    // The next one holds it from now on: nobody else may come in between.
    claim.holder = next?.owner;
    next?.onTurn();
  }

  /** An event for each HelmRelease that shares its release with another one. */
  #tell(ctx: HelmReleaseContext, { owners }: Claim): void {
    const owner = textOf(ctx.key);
    for (const other of owners) {
      const pair = `${owner} ${other}`;
      if (other === owner || this.#told.has(pair)) continue;
      this.#told.add(pair);
      const name = releaseNameOf(ctx.object);
      const message = `HelmRelease '${other}' is for the same Helm release ${name} in namespace ${storageNamespaceOf(
        ctx.object,
      )}: each undoes what the other does. Suspend one of them and delete it`;
      ctx.logger.warn(message, { object: owner });
      ctx.event({
        type: 'Warning',
        reason: 'ReleaseShared',
        message,
        trace: true,
      });
    }
  }
}

/** Waits until the one before leaves. */
function turnOf(
  claim: Claim,
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onTurn = () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    const onAbort = () => {
      claim.waiting.splice(claim.waiting.indexOf(waiter), 1);
      reject(signal.reason);
    };
    const waiter = { owner, onTurn };
    claim.waiting.push(waiter);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Cluster, storage namespace and name; two kubeconfigs count as two clusters. */
function releaseOf({ key, object }: HelmReleaseContext): string {
  const { secretRef, configMapRef } = object.spec.kubeConfig ?? {};
  const config = secretRef ?? configMapRef;
  const cluster = config ? `${key.namespace}/${config.name}` : '';
  return [cluster, storageNamespaceOf(object), releaseNameOf(object)].join(' ');
}
