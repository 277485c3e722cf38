import { Clock, sleep, systemClock } from '../api/clock';
import { isAlreadyExists, isConflict } from '../api/errors';
import { Logger, silentLogger } from '../api/logger';
import { KubeObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';

interface LeaseObject extends KubeObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

export interface LeaseOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  /** Name of the Lease, such as `kustomize-controller-leader-election`. */
  readonly name: string;
  /** Unique to this process. */
  readonly identity: string;
  /** Others may take over after this long without a renewal; default 35,000. */
  readonly durationMs?: number;
  /** The holder gives up when it could not renew for this long; default 30,000. */
  readonly renewDeadlineMs?: number;
  /** Pause between attempts; default 5,000. */
  readonly retryMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };

/** RFC 3339 with microseconds, as Leases have it. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

/**
 * Leader election by a Kubernetes Lease. A holder's clock is not trusted: the
 * lease counts as free when its record has not changed for its duration, as
 * seen from here.
 */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #observed = '';
  #observedAt = 0;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Under which this process holds the lease. */
  get identity(): string {
    return this.#options.identity;
  }

  /** Who holds the lease now, if anybody does. */
  async holder(signal?: AbortSignal): Promise<string | undefined> {
    const lease = await this.#read(signal);
    const { holderIdentity, renewTime, leaseDurationSeconds } =
      lease?.spec ?? {};
    const until =
      Date.parse(renewTime ?? '') + (leaseDurationSeconds ?? 0) * 1000;
    return until > this.#clock.now() ? holderIdentity || undefined : undefined;
  }

  /**
   * Waits for the lease, runs `lead` while it is held, and gives it back. The
   * signal passed to `lead` aborts when the lease is lost or `signal` aborts.
   */
  async run(
    lead: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    if (!(await this.#waitForLease(signal))) return;
    const lost = new AbortController();
    const stop = new AbortController();
    const renewing = this.#renew(lost, AbortSignal.any([signal, stop.signal]));
    try {
      await lead(AbortSignal.any([signal, lost.signal]));
    } finally {
      stop.abort();
      await renewing;
      if (!lost.signal.aborted) await this.#release();
    }
  }

  async #waitForLease(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.#tryAcquire(signal)) return true;
      await this.#pause(signal);
    }
    return false;
  }

  async #renew(lost: AbortController, signal: AbortSignal): Promise<void> {
    let renewedAt = this.#clock.now();
    while (!signal.aborted) {
      await this.#pause(signal);
      if (signal.aborted) return;
      if (await this.#tryAcquire(signal)) renewedAt = this.#clock.now();
      else if (signal.aborted) return;
      const limit = this.#options.renewDeadlineMs ?? 30_000;
      if (this.#clock.now() - renewedAt >= limit) {
        this.#logger.error('leader election lost', {
          lease: this.#options.name,
        });
        lost.abort(new Error('leader election lost'));
        return;
      }
    }
  }

  async #tryAcquire(signal: AbortSignal): Promise<boolean> {
    try {
      const lease = await this.#read(signal);
      return lease
        ? await this.#update(lease, signal)
        : await this.#create(signal);
    } catch (error) {
      const isRace = isConflict(error) || isAlreadyExists(error);
      if (!isRace && !signal.aborted) {
        this.#logger.warn('cannot renew the lease', {
          lease: this.#options.name,
          error: error instanceof Error ? error.message : String(error),
        });
      }
      return false;
    }
  }

  async #create(signal: AbortSignal): Promise<boolean> {
    const { client, namespace, name } = this.#options;
    const now = microTime(this.#clock.now());
    const lease: LeaseObject = {
      ...LEASE,
      metadata: { namespace, name },
      spec: { ...this.#held(now), acquireTime: now, leaseTransitions: 0 },
    };
    await client.create(lease, { signal });
    return true;
  }

  async #update(lease: LeaseObject, signal: AbortSignal): Promise<boolean> {
    const { client, identity } = this.#options;
    const spec = lease.spec ?? {};
    const isOurs = spec.holderIdentity === identity;
    if (!isOurs && !this.#isFree(lease)) return false;
    const now = microTime(this.#clock.now());
    await client.update<LeaseObject>(
      {
        ...lease,
        spec: {
          ...spec,
          ...this.#held(now),
          acquireTime: isOurs ? spec.acquireTime : now,
          leaseTransitions: (spec.leaseTransitions ?? 0) + (isOurs ? 0 : 1),
        },
      },
      { signal },
    );
    return true;
  }

  #isFree(lease: LeaseObject): boolean {
    const { holderIdentity, leaseDurationSeconds = 0 } = lease.spec ?? {};
    if (!holderIdentity) return true;
    const record = JSON.stringify(lease.spec);
    if (record !== this.#observed) {
      this.#observed = record;
      this.#observedAt = this.#clock.now();
    }
    return this.#clock.now() - this.#observedAt > leaseDurationSeconds * 1000;
  }

  #held(now: string): NonNullable<LeaseObject['spec']> {
    return {
      holderIdentity: this.#options.identity,
      leaseDurationSeconds: Math.round(
        (this.#options.durationMs ?? 35_000) / 1000,
      ),
      renewTime: now,
    };
  }

  async #read(signal?: AbortSignal): Promise<LeaseObject | undefined> {
    const { client, namespace, name } = this.#options;
    return client.find<LeaseObject>(
      LEASE,
      { namespace, name },
      { signal, timeoutMs: 10_000 },
    );
  }

  /** Gives the lease back, so that the next holder need not wait. */
  async #release(): Promise<void> {
    try {
      const lease = await this.#read();
      if (lease?.spec?.holderIdentity !== this.#options.identity) return;
      await this.#options.client.update<LeaseObject>({
        ...lease,
        spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 },
      });
    } catch {
      // It runs out by itself.
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const retryMs = this.#options.retryMs ?? 5_000;
    await sleep(this.#clock, retryMs, signal).catch(() => undefined);
  }
}
