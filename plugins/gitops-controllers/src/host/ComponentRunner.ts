import { sleep, systemClock } from '@backstage-gitops/kube';
import type { Clock, KubeClient, Lease, Logger } from '@backstage-gitops/kube';
import { hasKind } from './hasKind';
import { findForeignHolder, handOverText } from './leases';
import type { ControllerModule, RunnableController } from './module';
import { untilAborted } from './untilAborted';

/** Where a component stands. */
export type ComponentState =
  /** Nothing is known yet. */
  | { readonly kind: 'starting' }
  /** Flux's own controller holds the Lease; this one stays out. */
  | { readonly kind: 'occupied'; readonly holder: string }
  /** Another replica holds the Lease, or this one is about to. */
  | { readonly kind: 'standby' }
  /** The Lease is held, and the controllers work. */
  | { readonly kind: 'leading' };

interface ComponentRunnerOptions {
  /** Name of the component, such as `kustomize-controller`. */
  readonly name: string;
  readonly namespace: string;
  readonly modules: readonly ControllerModule[];
  /** Undefined: no leader election. */
  readonly lease: Lease | undefined;
  readonly client: KubeClient;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Milliseconds between looks at a Lease of Flux's and at missing CRDs; default 15,000. */
  readonly pollMs?: number;
}

const POLL_MS = 15_000;
/** First pause after a Lease that could not be read; doubled up to the poll. */
const FIRST_RETRY_MS = 500;

/**
 * Creates the controller of a module.
 * @param lease - that must be held for each of its writes
 */
export type CreateController = (
  module: ControllerModule,
  lease: Lease | undefined,
) => RunnableController;

/**
 * Runs the controllers of one component while its Lease is held. Components do
 * not wait for each other: one stays out while Flux's own controller runs, and
 * a controller whose CRD is missing starts when that is installed.
 */
export class ComponentRunner {
  readonly #clock: Clock;
  /** Controllers that run; those that wait for their CRD are not among them. */
  readonly #running = new Set<RunnableController>();
  #state: ComponentState = { kind: 'starting' };

  constructor(private readonly options: ComponentRunnerOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  get name(): string {
    return this.options.name;
  }

  get state(): ComponentState {
    return this.#state;
  }

  /** Whether it leads and has read the objects of the kinds that are installed. */
  get isReady(): boolean {
    return (
      this.#state.kind === 'leading' &&
      this.#running.size > 0 &&
      [...this.#running].every(({ hasSynced }) => hasSynced)
    );
  }

  /** Works until the signal aborts; rejects when a controller breaks down. */
  async run(create: CreateController, signal: AbortSignal): Promise<void> {
    const { lease } = this.options;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const isFree = lease ? await this.#isFree(lease, signal) : true;
      if (isFree === undefined) {
        await this.#pause(signal, Math.min(retryMs, this.#pollMs));
        retryMs *= 2;
        continue;
      }
      retryMs = FIRST_RETRY_MS;
      if (!isFree) await this.#pause(signal);
      else if (lease) await this.#follow(lease, create, signal);
      else await this.#lead(create, this.options.modules, signal);
    }
  }

  /** False while Flux's own controller has the Lease; undefined: nobody knows who. */
  async #isFree(
    lease: Lease,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    try {
      const holder = await findForeignHolder(lease, signal);
      if (holder === undefined) return true;
      this.#enterOccupied(holder);
      return false;
    } catch (error) {
      if (!signal.aborted) {
        this.options.logger.warn('cannot read the lease, trying again', {
          component: this.name,
          error: (error as Error).message,
        });
      }
      return undefined;
    }
  }

  /** Waits for the Lease, and leads until it is lost. */
  async #follow(
    lease: Lease,
    create: CreateController,
    signal: AbortSignal,
  ): Promise<void> {
    const holder = await lease.holder(signal).catch(() => undefined);
    if (holder !== undefined && holder !== lease.identity) {
      this.options.logger.info('waiting for the lease of another replica', {
        component: this.name,
        holder,
      });
    }
    this.#state = { kind: 'standby' };
    const waiting = new AbortController();
    const either = AbortSignal.any([signal, waiting.signal]);
    const watching = this.#watchForeignHolder(lease, waiting, either);
    const { modules } = this.options;
    const own = modules.filter(({ isReplicated }) => !isReplicated);
    const replicated = this.#runModules(
      modules.filter(({ isReplicated }) => isReplicated),
      module => create(module, undefined),
      either,
    ).catch(error => {
      waiting.abort();
      throw error;
    });
    const lead = (leading: AbortSignal) => this.#lead(create, own, leading);
    const led = lease.run(lead, either).finally(() => waiting.abort());
    await Promise.all([led, replicated]).finally(() =>
      Promise.allSettled([led, replicated, watching]),
    );
  }

  /** Ends the wait for the Lease when Flux's own controller takes it first. */
  async #watchForeignHolder(
    lease: Lease,
    waiting: AbortController,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      await this.#pause(signal);
      if (signal.aborted || this.#state.kind !== 'standby') return;
      const holder = await findForeignHolder(lease, signal).catch(
        () => undefined,
      );
      if (holder !== undefined) waiting.abort();
    }
  }

  #enterOccupied(holder: string): void {
    const { namespace, logger } = this.options;
    const isKnown =
      this.#state.kind === 'occupied' && this.#state.holder === holder;
    this.#state = { kind: 'occupied', holder };
    if (isKnown) return;
    logger.warn(
      `${
        this.name
      } of Flux runs on this cluster, so ours stays out. ${handOverText(
        this.name,
        namespace,
      )}`,
      { component: this.name, holder },
    );
  }

  async #lead(
    create: CreateController,
    modules: readonly ControllerModule[],
    signal: AbortSignal,
  ): Promise<void> {
    this.#state = { kind: 'leading' };
    this.options.logger.info('component leads', { component: this.name });
    const { lease } = this.options;
    try {
      await this.#runModules(modules, module => create(module, lease), signal);
      // Where all is replicated, the Lease is held all the same.
      if (modules.length === 0) await untilAborted(signal);
    } finally {
      this.#state = { kind: 'starting' };
    }
  }

  async #runModules(
    modules: readonly ControllerModule[],
    create: (module: ControllerModule) => RunnableController,
    signal: AbortSignal,
  ): Promise<void> {
    await Promise.all(
      modules.map(async module => {
        await this.#waitForKind(module, signal);
        if (!signal.aborted) await this.#runController(create(module), signal);
      }),
    );
  }

  async #runController(
    controller: RunnableController,
    signal: AbortSignal,
  ): Promise<void> {
    this.#running.add(controller);
    try {
      await controller.run(signal);
    } finally {
      this.#running.delete(controller);
    }
  }

  async #waitForKind(
    module: ControllerModule,
    signal: AbortSignal,
  ): Promise<void> {
    let isReported = false;
    while (!signal.aborted && !(await this.#mayHaveKind(module))) {
      if (!isReported) {
        const { kind, group, version } = module.kind;
        this.options.logger.warn(
          `the cluster has no kind ${kind} (${group}/${version}): its controller waits; run: gitops install`,
          { component: this.name },
        );
      }
      isReported = true;
      await this.#pause(signal);
    }
  }

  /** True too where discovery fails: the informer reports and overcomes that. */
  #mayHaveKind({ kind }: ControllerModule): Promise<boolean> {
    return hasKind(this.options.client, kind).catch(() => true);
  }

  get #pollMs(): number {
    return this.options.pollMs ?? POLL_MS;
  }

  async #pause(signal: AbortSignal, ms = this.#pollMs): Promise<void> {
    await sleep(this.#clock, ms, signal).catch(() => undefined);
  }
}
