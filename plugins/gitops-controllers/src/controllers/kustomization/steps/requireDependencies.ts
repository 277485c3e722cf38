import {
  CelError,
  CelExpression,
  findCondition,
  formatDuration,
  READY,
  StalledError,
  WaitingError,
} from '@backstage-gitops/kube';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import type {
  Kustomization,
  KustomizationContext,
  ResolvedSource,
} from '../types';
import { dependenciesOf } from '../sortByDependency';
import { sourceKeyOf } from './resolveSource';

type Dependency = NonNullable<Kustomization['spec']['dependsOn']>[number];

const TYPE = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

/** What a readyExpr knows. */
const VARIABLES = ['self', 'dep'];

function hasSameSource(object: Kustomization, source: ResolvedSource): boolean {
  const key = sourceKeyOf(object);
  return (
    key.kind === source.kind &&
    key.namespace === source.namespace &&
    key.name === source.name
  );
}

/** Why a dependency is not ready; undefined when it is. */
export function whyNotReady(
  dependency: Kustomization,
  key: string,
  source: ResolvedSource,
): string | undefined {
  const { status, metadata } = dependency;
  const isReady =
    status?.observedGeneration === metadata.generation &&
    findCondition(status?.conditions, READY)?.status === 'True';
  if (!isReady) return `dependency '${key}' is not ready`;
  const isBehind =
    hasSameSource(dependency, source) &&
    status?.lastAppliedRevision !== source.revision;
  return isBehind
    ? `dependency '${key}' revision is not up to date`
    : undefined;
}

/**
 * Why a dependency is not ready by its expression; undefined when it is.
 * @throws StalledError - the expression is wrong, or needs too much time
 */
export function whyExprNotReady(
  expression: string,
  key: string,
  self: Kustomization,
  dep: Kustomization,
): string | undefined {
  try {
    const ready = new CelExpression(expression, { variables: VARIABLES });
    return ready.evaluate({ self, dep })
      ? undefined
      : `dependency '${key}' is not ready according to readyExpr eval`;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    if (error.code === 'evaluation') return error.message;
    throw new StalledError(
      Reason.invalidCelExpression,
      `Reconciliation failed terminally due to configuration error: terminal error: failed to evaluate dependency ${dep.metadata.name}: ${error.message}`,
      { cause: error },
    );
  }
}

async function checkDependency(
  ctx: KustomizationContext,
  dependency: Dependency,
  source: ResolvedSource,
  options: KustomizationOptions,
): Promise<string | undefined> {
  const { name, readyExpr } = dependency;
  const namespace = dependency.namespace ?? ctx.object.metadata.namespace;
  const key = `${namespace}/${name}`;
  // Read past every cache: a dependent must not run on an old Ready.
  const found = await ctx.client.find<Kustomization>(
    TYPE,
    { namespace, name },
    { signal: ctx.signal },
  );
  if (!found) {
    return `dependency '${key}' not found: kustomizations.kustomize.toolkit.fluxcd.io "${name}" not found`;
  }
  if (readyExpr) {
    const why = whyExprNotReady(readyExpr, key, ctx.object, found);
    if (why) return why;
    if (!options.featureGates.AdditiveCELDependencyCheck) return undefined;
  }
  return whyNotReady(found, key, source);
}

/** Dependencies looked through for a cycle, at most. */
const MAX_CYCLE_LOOKS = 50;

/**
 * The way from an object through `dependsOn` back to itself, as keys that begin
 * and end with it; undefined when there is none.
 */
export async function findCycle(
  object: Kustomization,
  read: (key: string) => Promise<Kustomization | undefined>,
): Promise<string[] | undefined> {
  const self = `${object.metadata.namespace}/${object.metadata.name}`;
  const seen = new Set<string>();
  let paths = dependenciesOf(object).map(key => [self, key]);
  while (paths.length > 0 && seen.size < MAX_CYCLE_LOOKS) {
    const [path, ...rest] = paths;
    const key = path[path.length - 1];
    if (key === self) return path;
    paths = rest;
    if (seen.has(key)) continue;
    seen.add(key);
    const next = await read(key);
    const further = next ? dependenciesOf(next) : [];
    paths = [...rest, ...further.map(name => [...path, name])];
  }
  return undefined;
}

/** What keeps a dependency from ever getting ready, appended to the message. */
async function describeCycle(ctx: KustomizationContext): Promise<string> {
  const cycle = await findCycle(ctx.object, key => {
    const [namespace, name] = key.split('/');
    return ctx.client.find<Kustomization>(
      TYPE,
      { namespace, name },
      { signal: ctx.signal },
    );
  });
  return cycle ? `: circular dependency detected: ${cycle.join(' -> ')}` : '';
}

/**
 * Passes when every Kustomization of `spec.dependsOn` is ready.
 * @throws WaitingError - one is not; StalledError - a readyExpr is wrong
 */
export async function requireDependencies(
  ctx: KustomizationContext,
  source: ResolvedSource,
  options: KustomizationOptions,
): Promise<void> {
  for (const dependency of ctx.object.spec.dependsOn ?? []) {
    const why = await checkDependency(ctx, dependency, source, options);
    if (!why) continue;
    const pause = formatDuration(options.requeueDependencyMs);
    const message = why + (await describeCycle(ctx));
    throw new WaitingError(Reason.dependencyNotReady, message, {
      retryAfterMs: options.requeueDependencyMs,
      event: 'Normal',
      eventMessage: `Dependencies do not meet ready condition, retrying in ${pause}`,
    });
  }
}
