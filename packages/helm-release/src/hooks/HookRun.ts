import type { HookEvent } from '@backstage-gitops/helm';
import { nowOf, recordRelease } from '../actions/recordRelease';
import type { ActionContext } from '../actions/types';
import type { HookExecution, Release, ReleaseHook } from '../release/release';
import { buildResources } from '../resources/buildResources';
import { createResources } from '../resources/createResources';
import type { Resource } from '../resources/resource';
import { waitForHook } from '../wait/waitForResources';
import {
  DEFAULT_DELETE_POLICY,
  deleteHookByPolicy,
  textOf,
  type HookDeletePolicy,
} from './deleteHook';
import { HookError, type HookErrorCode } from './HookError';
import { hookOrder } from './hookOrder';
import { outputHookLogs } from './outputHookLogs';
import type { HookSettings } from './runHooks';

/** A hook that was created, with its objects. */
interface Created {
  /** Place in `release.hooks`. */
  readonly index: number;
  readonly resources: readonly Resource[];
}

/**
 * One run of the hooks of an event.
 * @see helm v4.2.1 pkg/action/hooks.go
 */
export class HookRun {
  readonly #succeeded: Created[] = [];
  /** The hook whose Job or Pod failed, or did not end. */
  #failed: Created | undefined;
  #isAllDone = false;

  constructor(
    private readonly context: ActionContext,
    /** With the last runs so far. */
    public release: Release,
    private readonly event: HookEvent,
    private readonly settings: HookSettings,
  ) {}

  /** Runs hook after hook. @returns the error of the one that failed */
  async execute(): Promise<HookError | undefined> {
    for (const index of hookOrder(this.release, this.event)) {
      try {
        await this.#executeOne(index);
      } catch (error) {
        if (error instanceof HookError) return error;
        throw error;
      }
    }
    this.#isAllDone = true;
    return undefined;
  }

  /**
   * Deletes objects by the policies of their hooks, those of the last hook
   * first; an interrupted run deletes nothing.
   */
  async cleanUp(): Promise<void> {
    if (this.context.signal.aborted) return;
    if (this.#failed) await this.#cleanUpFailed(this.#failed);
    if (!this.#isAllDone) return;
    for (const { index, resources } of [...this.#succeeded].reverse()) {
      const hook = this.release.hooks[index];
      await outputHookLogs(this.context, hook, resources, 'hook-succeeded');
      await this.#deleteByPolicy(hook, 'hook-succeeded');
    }
  }

  async #cleanUpFailed({ index }: Created): Promise<void> {
    try {
      await this.#deleteByPolicy(this.release.hooks[index], 'hook-failed');
    } catch (error) {
      // The failure of the hook itself is what matters.
      const text = 'error deleting the hook resource on hook failure';
      const message = `${text}: ${textOf(error)}`;
      this.context.log?.({ level: 'warn', message, isGlobal: true });
    }
    for (const done of this.#succeeded) {
      await this.#deleteByPolicy(
        this.release.hooks[done.index],
        'hook-succeeded',
      );
    }
  }

  async #executeOne(index: number): Promise<void> {
    this.#setDefaultPolicy(index);
    const hook = this.release.hooks[index];
    await this.#step('delete', () =>
      this.#deleteByPolicy(hook, 'before-hook-creation'),
    );
    const what = `unable to build kubernetes object for ${this.event} hook ${hook.path}`;
    const resources = await this.#step(
      'build',
      () =>
        buildResources(
          this.context,
          hook.manifest,
          this.release.namespace,
          true,
        ),
      `${what}: `,
    );
    const startedAt = nowOf(this.context);
    this.#setRun(index, { startedAt, phase: 'Running' });
    await recordRelease(this.context, this.release);
    await this.#runToTheEnd({ index, resources }, startedAt);
    const completedAt = nowOf(this.context);
    this.#setRun(index, { startedAt, completedAt, phase: 'Succeeded' });
    this.#succeeded.push({ index, resources });
  }

  /** Creates the objects of a hook and waits for what they do. */
  async #runToTheEnd(
    { index, resources }: Created,
    startedAt: string,
  ): Promise<void> {
    const onFailure = () => {
      // Nobody waits any more for how an interrupted hook ends.
      const isAborted = this.context.signal.aborted;
      const completedAt = nowOf(this.context);
      this.#setRun(
        index,
        isAborted
          ? { startedAt, phase: 'Unknown' }
          : { startedAt, completedAt, phase: 'Failed' },
      );
    };
    const hook = this.release.hooks[index];
    const created = await this.#step(
      'create',
      () => createResources(this.context, resources, this.settings),
      `warning: Hook ${this.event} ${hook.path} failed: `,
      onFailure,
    );
    await this.#step(
      'wait',
      () =>
        waitForHook(
          this.context,
          created.map(({ object }) => object),
          this.settings,
        ),
      '',
      async () => {
        onFailure();
        this.#failed = { index, resources };
        if (this.context.signal.aborted) return;
        await outputHookLogs(this.context, hook, resources, 'hook-failed');
      },
    );
  }

  /** Does a part of the work; its failure becomes that of the hook. */
  async #step<T>(
    code: HookErrorCode,
    work: () => Promise<T>,
    prefix = '',
    onFailure: () => void | Promise<void> = () => undefined,
  ): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      await onFailure();
      const isAborted = this.context.signal.aborted;
      throw new HookError(
        isAborted ? 'interrupted' : code,
        `${prefix}${textOf(cause)}`,
        this.release,
        { cause },
      );
    }
  }

  #deleteByPolicy(hook: ReleaseHook, policy: HookDeletePolicy): Promise<void> {
    const { namespace } = this.release;
    const settings = { ...this.settings, namespace };
    return deleteHookByPolicy(this.context, hook, policy, settings);
  }

  /** Helm stores the policy that it assumes. */
  #setDefaultPolicy(index: number): void {
    if (this.release.hooks[index].deletePolicies.length > 0) return;
    this.#setHook(index, { deletePolicies: [DEFAULT_DELETE_POLICY] });
  }

  #setRun(index: number, lastRun: HookExecution): void {
    this.#setHook(index, { lastRun });
  }

  #setHook(index: number, changes: Partial<ReleaseHook>): void {
    const hooks = this.release.hooks.map((hook, place) =>
      place === index ? { ...hook, ...changes } : hook,
    );
    this.release = { ...this.release, hooks };
  }
}
