import { ActionError } from '@backstage-gitops/helm-release';
import type {
  ActionContext,
  InstallOptions,
  Release,
  ReleaseHook,
  ReleaseStatus,
  RollbackOptions,
  TestOptions,
  UninstallOptions,
  UninstallResult,
  UpgradeOptions,
} from '@backstage-gitops/helm-release';
import type { HelmActions } from '../release/helmActions';

/** How an action fails: with a release left behind, or before anything is stored. */
interface Failure {
  readonly message: string;
  readonly isUnstored?: boolean;
}

type Name = keyof HelmActions;

/** Helm's actions as far as storage shows them, which fail as a test says. */
export class ScriptedHelm implements HelmActions {
  readonly calls: string[] = [];
  readonly options: unknown[] = [];
  readonly hooks: ReleaseHook[] = [];
  readonly #failures = new Map<Name, Failure[]>();
  /** Called in the middle of an action. */
  onAction: (name: Name, context: ActionContext) => Promise<void> = async () =>
    undefined;

  /** Fails the next calls of an action, one after another. */
  fail(name: Name, ...failures: Failure[]): void {
    this.#failures.set(name, failures);
  }

  async install(context: ActionContext, options: InstallOptions) {
    const failure = this.#begin('install', options);
    const { storage, signal } = context;
    const history = await storage.history(options.name, signal);
    const version = (history.at(-1)?.version ?? 0) + 1;
    const release = this.#make(options, version, 'pending-install');
    await storage.create(release, { maxHistory: 0, signal });
    return this.#end('install', context, { release, failure });
  }

  async upgrade(context: ActionContext, options: UpgradeOptions) {
    const failure = this.#begin('upgrade', options);
    const { storage, signal } = context;
    const history = await storage.history(options.name, signal);
    const version = (history.at(-1)?.version ?? 0) + 1;
    const release = this.#make(options, version, 'pending-upgrade');
    await storage.create(release, { maxHistory: 5, signal });
    return this.#end('upgrade', context, { release, failure });
  }

  async rollback(context: ActionContext, options: RollbackOptions) {
    const failure = this.#begin('rollback', options);
    const { storage, signal } = context;
    const { name, version = 0 } = options;
    const target = await storage.get(name, version, signal);
    const history = await storage.history(name, signal);
    const newest = history.at(-1)?.version ?? 0;
    const begun = withStatus(target, 'pending-rollback');
    const release = { ...begun, version: newest + 1 };
    await storage.create(release, { maxHistory: 5, signal });
    return this.#end('rollback', context, { release, failure });
  }

  async uninstall(
    context: ActionContext,
    options: UninstallOptions,
  ): Promise<UninstallResult> {
    const failure = this.#begin('uninstall', options);
    const { storage, signal } = context;
    const history = await storage.history(options.name, signal);
    const last = history.at(-1);
    if (!last) {
      if (options.ignoreNotFound) return { release: undefined, info: '' };
      throw new ActionError('not-found', 'release: not found');
    }
    await storage.update(withStatus(last, 'uninstalling'), signal);
    await this.onAction('uninstall', context);
    if (failure) throw new ActionError('delete', failure.message);
    const release = withStatus(last, 'uninstalled');
    await storage.update(release, signal);
    if (!options.keepHistory) {
      for (const { name, version } of history) {
        await storage.delete(name, version, signal);
      }
    }
    return { release, info: '' };
  }

  async testRelease(context: ActionContext, options: TestOptions) {
    const failure = this.#begin('testRelease', options);
    const { storage, signal } = context;
    const [last] = (await storage.history(options.name, signal)).slice(-1);
    const phase = failure ? 'Failed' : 'Succeeded';
    const at = last.info.lastDeployed;
    const lastRun = { startedAt: at, completedAt: at, phase } as const;
    const hooks = last.hooks.map(hook => ({ ...hook, lastRun }));
    const release = { ...last, hooks };
    if (!failure?.isUnstored) await storage.update(release, signal);
    if (failure) throw new ActionError('hook', failure.message);
    return release;
  }

  #begin(name: Name, options: unknown): Failure | undefined {
    this.calls.push(name);
    this.options.push(options);
    const failure = this.#failures.get(name)?.shift();
    if (failure?.isUnstored && name !== 'testRelease') {
      throw new ActionError('render', failure.message);
    }
    return failure;
  }

  async #end(
    name: Name,
    context: ActionContext,
    run: { readonly release: Release; readonly failure?: Failure },
  ): Promise<Release> {
    const { storage, signal, log } = context;
    const { failure, release } = run;
    log?.({
      level: 'debug',
      message: 'creating resource(s)',
      attributes: { resources: 1 },
    });
    await this.onAction(name, context);
    if (failure || signal.aborted) {
      const text = failure?.message ?? 'aborted';
      await storage.update(
        withStatus(release, 'failed'),
        new AbortController().signal,
      );
      throw new ActionError('apply', text, { release });
    }
    const history = await storage.history(release.name, signal);
    for (const other of history.filter(
      ({ info }) => info.status === 'deployed',
    )) {
      await storage.update(withStatus(other, 'superseded'), signal);
    }
    const deployed = withStatus(release, 'deployed');
    await storage.update(deployed, signal);
    return deployed;
  }

  #make(
    options: InstallOptions | UpgradeOptions,
    version: number,
    status: ReleaseStatus,
  ): Release {
    const now = new Date().toISOString();
    const { metadata } = options.chart;
    return {
      name: options.name,
      namespace: options.namespace,
      version,
      info: {
        firstDeployed: now,
        lastDeployed: now,
        description: '',
        status,
        notes: '',
      },
      chart: {
        metadata,
        lock: undefined,
        templates: [],
        values: new Map(),
        schema: undefined,
        files: [],
      },
      config: options.values,
      manifest: '',
      hooks: this.hooks,
      labels: {},
      applyMethod: 'ssa',
    };
  }
}

function withStatus(release: Release, status: ReleaseStatus): Release {
  return { ...release, info: { ...release.info, status } };
}

/** A hook that is a test. */
export function testHook(name: string): ReleaseHook {
  return {
    name,
    kind: 'Pod',
    path: `web/templates/${name}.yaml`,
    manifest: '',
    events: ['test'],
    lastRun: { phase: '' },
    weight: 0,
    deletePolicies: [],
    outputLogPolicies: [],
  };
}
