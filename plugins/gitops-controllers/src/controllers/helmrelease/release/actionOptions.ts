import type {
  InstallOptions,
  Release,
  ReleaseName,
  RollbackOptions,
  TestOptions,
  UninstallOptions,
  UpgradeOptions,
  WaitStrategy,
} from '@backstage-gitops/helm-release';
import type { FeatureGates } from '../options';
import {
  maxHistoryOf,
  releaseNameOf,
  releaseNamespaceOf,
  timeoutOf,
} from '../releaseSpec';
import type { SpecOwner, TimedAction } from '../releaseSpec';
import type { ChartRun } from './run';

type Gates = Pick<FeatureGates, 'UseHelm3Defaults'>;

/** Name and namespace of the release. */
export function releaseOf(object: SpecOwner): ReleaseName {
  return { name: releaseNameOf(object), namespace: releaseNamespaceOf(object) };
}

function waitStrategyOf(
  { spec }: SpecOwner,
  disableWait: boolean | undefined,
  gates: Gates,
): WaitStrategy {
  if (disableWait) return 'hookOnly';
  const { name } = spec.waitStrategy ?? {};
  if (name === 'legacy') return 'legacy';
  // What Flux calls poller is the strategy by kstatus.
  if (name === 'poller') return 'watcher';
  return gates.UseHelm3Defaults ? 'legacy' : 'watcher';
}

interface WaitingSpec {
  readonly disableHooks?: boolean;
  readonly disableWait?: boolean;
  readonly disableWaitForJobs?: boolean;
}

function waitSettingsOf(
  object: SpecOwner,
  action: Exclude<TimedAction, 'test'>,
  gates: Gates,
) {
  const own: WaitingSpec = object.spec[action] ?? {};
  return {
    timeoutMs: timeoutOf(object, action),
    waitStrategy: waitStrategyOf(object, own.disableWait, gates),
    waitForJobs: !own.disableWaitForJobs,
    disableHooks: own.disableHooks ?? false,
  };
}

/**
 * Server-side apply takes over the fields of others (HR-27); of an install only
 * where it adopts objects.
 */
function applySettingsOf(isServerSide: boolean, force = false) {
  return {
    serverSideApply: isServerSide,
    forceConflicts: isServerSide,
    forceReplace: force && !isServerSide,
  };
}

function renderSettingsOf(
  { chart, values, ctx }: ChartRun,
  action: 'install' | 'upgrade',
) {
  const own = ctx.object.spec[action];
  return {
    chart: chart.chart,
    values,
    skipSchemaValidation: own?.disableSchemaValidation ?? false,
    disableOpenApiValidation: own?.disableOpenAPIValidation ?? false,
    takeOwnership: !own?.disableTakeOwnership,
    // CRDs are applied before, as the policy of the spec says.
    skipCrds: true,
  };
}

/** Whether an install applies server-side. */
function installsServerSide({ spec }: SpecOwner, gates: Gates): boolean {
  return spec.install?.serverSideApply ?? !gates.UseHelm3Defaults;
}

/** Options of the install that the spec asks for. */
export function installOptionsOf(run: ChartRun): InstallOptions {
  const { object } = run.ctx;
  const { featureGates } = run.deps.options;
  const { install, targetNamespace } = object.spec;
  const isServerSide = installsServerSide(object, featureGates);
  return {
    ...releaseOf(object),
    ...renderSettingsOf(run, 'install'),
    ...waitSettingsOf(object, 'install', featureGates),
    ...applySettingsOf(isServerSide),
    createNamespace: Boolean(targetNamespace && install?.createNamespace),
    replace: install?.replace ?? false,
    maxHistory: 0,
  };
}

type ServerSideApply = 'enabled' | 'disabled' | 'auto' | undefined;

/**
 * Whether an upgrade or rollback applies server-side.
 * @param before - the release whose way of applying `auto` follows
 */
export function appliesServerSide(
  mode: ServerSideApply,
  before: Pick<Release, 'applyMethod'> | undefined,
): boolean {
  if (mode === 'enabled' || mode === 'disabled') return mode === 'enabled';
  return before?.applyMethod === 'ssa';
}

/** Options of the upgrade that the spec asks for. */
export function upgradeOptionsOf(
  run: ChartRun,
  isServerSide: boolean,
): UpgradeOptions {
  const { object } = run.ctx;
  const { upgrade } = object.spec;
  return {
    ...releaseOf(object),
    ...renderSettingsOf(run, 'upgrade'),
    ...waitSettingsOf(object, 'upgrade', run.deps.options.featureGates),
    ...applySettingsOf(isServerSide, upgrade?.force),
    valuesMode: upgrade?.preserveValues ? 'reuse' : 'reset',
    cleanupOnFail: upgrade?.cleanupOnFail ?? false,
    maxHistory: maxHistoryOf(object),
  };
}

/** Options of the rollback to a revision. */
export function rollbackOptionsOf(
  { ctx, deps }: Pick<ChartRun, 'ctx' | 'deps'>,
  target: ReleaseName & { readonly version: number },
  isServerSide: boolean,
): RollbackOptions {
  const { object } = ctx;
  const { rollback } = object.spec;
  return {
    name: target.name,
    namespace: releaseNamespaceOf(object),
    version: target.version,
    ...waitSettingsOf(object, 'rollback', deps.options.featureGates),
    ...applySettingsOf(isServerSide, rollback?.force),
    cleanupOnFail: rollback?.cleanupOnFail ?? false,
    maxHistory: maxHistoryOf(object),
  };
}

/** Options of the uninstall of a release. */
export function uninstallOptionsOf(
  { ctx, deps }: Pick<ChartRun, 'ctx' | 'deps'>,
  release: ReleaseName,
): UninstallOptions {
  const { object } = ctx;
  const { uninstall } = object.spec;
  const settings = waitSettingsOf(
    object,
    'uninstall',
    deps.options.featureGates,
  );
  return {
    name: release.name,
    namespace: release.namespace,
    timeoutMs: settings.timeoutMs,
    waitStrategy: settings.waitStrategy,
    disableHooks: settings.disableHooks,
    keepHistory: uninstall?.keepHistory ?? false,
    deletionPropagation: uninstall?.deletionPropagation ?? 'background',
  };
}

/** Options of the tests. */
export function testOptionsOf({ ctx }: Pick<ChartRun, 'ctx'>): TestOptions {
  const { object } = ctx;
  return {
    ...releaseOf(object),
    timeoutMs: timeoutOf(object, 'test'),
    filters: object.spec.test?.filters ?? [],
  };
}
