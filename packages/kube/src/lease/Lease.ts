import { Clock, sleep, systemClock } from '../api/clock';
import { ConnectionError, isAlreadyExists, isConflict } from '../api/errors';
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

/** Longest time for one request, in milliseconds; none takes longer than the deadline. */
const REQUEST_MS = 10_000;

/** The time that a lease is held without a break. */
interface Term {
  /** Aborts when the lease is lost. */
  readonly lost: AbortController;
  /** Before the last renewal was sent: by the steady clock, and by the wall clock. */
  renewedAt: { readonly steady: number; readonly wall: number };
  /** The renewal that is under way. */
  renewing?: Promise<boolean>;
  /** What writes wait for. */
  confirming?: Promise<boolean>;
}

/**
 * Leader election by a Kubernetes Lease. A holder's clock is not trusted: the
 * lease counts as free when its record has not changed for its duration, as
 * seen from here and by a clock that does not jump.
 *
 * A process that stood still does not know that its lease has run out: what it
 * writes asks {@link requireHeld} before.
 */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #observed = '';
  #observedAt = 0;
  #term?: Term;

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
   * Waits for the lease, runs `lead` while it is held, and gives it back once
   * that has ended. The signal passed to `lead` aborts when the lease is lost or
   * `signal` aborts; the lease is renewed until `lead` is done.
   */
  async run(
    lead: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const renewedAt = await this.#waitForLease(signal);
    if (!renewedAt) return;
    const term: Term = { lost: new AbortController(), renewedAt };
    this.#term = term;
    const stop = new AbortController();
    const renewing = this.#renew(term, stop.signal);
    const cancelDeadline = this.#watchDeadline(term);
    try {
      await lead(AbortSignal.any([signal, term.lost.signal]));
    } finally {
      stop.abort();
      cancelDeadline();
      await renewing;
      if (!term.lost.signal.aborted) await this.#release();
      this.#term = undefined;
    }
  }

  /**
   * Resolves when this process holds the lease for certain: it was renewed
   * before the deadline, or it is renewed now.
   * @throws ConnectionError - `aborted`: it is lost
   */
  async requireHeld(): Promise<void> {
    const term = this.#term;
    if (term && !term.lost.signal.aborted) {
      if (this.#ageOf(term) < this.#deadlineMs) return;
      if (await this.#confirm(term)) return;
    }
    const { name } = this.#options;
    throw new ConnectionError('aborted', `the lease ${name} is lost`);
  }

  get #deadlineMs(): number {
    return this.#options.renewDeadlineMs ?? 30_000;
  }

  get #requestMs(): number {
    return Math.min(REQUEST_MS, this.#deadlineMs);
  }

  #time(): Term['renewedAt'] {
    return { steady: this.#clock.steady(), wall: this.#clock.now() };
  }

  /** The wall clock counts too: it went on while the machine slept. */
  #ageOf({ renewedAt }: Term): number {
    const { steady, wall } = this.#time();
    return Math.max(steady - renewedAt.steady, wall - renewedAt.wall);
  }

  /** @returns when the request was made that took the lease */
  async #waitForLease(
    signal: AbortSignal,
  ): Promise<Term['renewedAt'] | undefined> {
    while (!signal.aborted) {
      const at = this.#time();
      if (await this.#try(lease => this.#take(lease, signal), signal)) {
        return at;
      }
      await this.#pause(signal);
    }
    return undefined;
  }

  async #renew(term: Term, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, term.lost.signal]);
    while (!either.aborted) {
      await this.#pause(either);
      if (!either.aborted) await this.#renewOnce(term, either);
    }
  }

  /** One renewal at a time: two would be in each other's way. */
  #renewOnce(term: Term, signal: AbortSignal): Promise<boolean> {
    const at = this.#time();
    const keep = (lease?: LeaseObject) => this.#keep(term, lease, signal);
    term.renewing ??= this.#try(keep, signal).then(isHeld => {
      term.renewing = undefined;
      if (isHeld) term.renewedAt = at;
      return isHeld;
    });
    return term.renewing;
  }

  /** Renews a lease whose deadline has passed, or gives it up. */
  #confirm(term: Term): Promise<boolean> {
    term.confirming ??= this.#renewLate(term).then(isHeld => {
      term.confirming = undefined;
      if (!isHeld) this.#lose(term);
      return isHeld;
    });
    return term.confirming;
  }

  async #renewLate(term: Term): Promise<boolean> {
    // One that has begun before a standstill says nothing about now.
    if (term.renewing) await term.renewing;
    if (this.#ageOf(term) < this.#deadlineMs) return true;
    return this.#renewOnce(term, term.lost.signal);
  }

  #lose({ lost }: Term): void {
    if (lost.signal.aborted) return;
    this.#logger.error('leader election lost', { lease: this.#options.name });
    lost.abort(new Error('leader election lost'));
  }

  /** Gives up in time also where a renewal gets no answer. */
  #watchDeadline(term: Term): () => void {
    let isOver = false;
    let cancel: () => void = () => undefined;
    const look = () => {
      if (isOver) return;
      const age = this.#clock.steady() - term.renewedAt.steady;
      const leftMs = this.#deadlineMs - age;
      if (leftMs > 0) cancel = this.#clock.after(leftMs, look);
      else {
        void this.#confirm(term).then(isHeld => {
          if (isHeld) look();
        });
      }
    };
    look();
    return () => {
      isOver = true;
      cancel();
    };
  }

  async #try(
    work: (lease: LeaseObject | undefined) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      return await work(await this.#read(signal));
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

  /** Takes the lease if nobody has it. */
  async #take(
    lease: LeaseObject | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (!lease) return this.#create(signal);
    const isOurs = lease.spec?.holderIdentity === this.#options.identity;
    if (!isOurs && !this.#isFree(lease)) return false;
    return this.#update(lease, signal);
  }

  /** Renews the lease. It is lost when somebody has taken it, who may even have given it back. */
  async #keep(
    term: Term,
    lease: LeaseObject | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (!lease) return this.#create(signal);
    if (lease.spec?.holderIdentity === this.#options.identity) {
      return this.#update(lease, signal);
    }
    this.#lose(term);
    return false;
  }

  async #create(signal: AbortSignal): Promise<boolean> {
    const { client, namespace, name } = this.#options;
    const now = microTime(this.#clock.now());
    const lease: LeaseObject = {
      ...LEASE,
      metadata: { namespace, name },
      spec: { ...this.#held(now), acquireTime: now, leaseTransitions: 0 },
    };
    await client.create(lease, { signal, timeoutMs: this.#requestMs });
    return true;
  }

  async #update(lease: LeaseObject, signal: AbortSignal): Promise<boolean> {
    const { client, identity } = this.#options;
    const spec = lease.spec ?? {};
    const isOurs = spec.holderIdentity === identity;
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
      { signal, timeoutMs: this.#requestMs },
    );
    return true;
  }

  #isFree(lease: LeaseObject): boolean {
    const { holderIdentity, leaseDurationSeconds = 0 } = lease.spec ?? {};
    if (!holderIdentity) return true;
    const record = JSON.stringify(lease.spec);
    if (record !== this.#observed) {
      this.#observed = record;
      this.#observedAt = this.#clock.steady();
    }
    return (
      this.#clock.steady() - this.#observedAt > leaseDurationSeconds * 1000
    );
  }

  #held(now: string): NonNullable<LeaseObject['spec']> {
    return {
      holderIdentity: this.#options.identity,
      // Others take over after this, so not before the holder expects it.
      leaseDurationSeconds: Math.ceil(
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
      { signal, timeoutMs: this.#requestMs },
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
