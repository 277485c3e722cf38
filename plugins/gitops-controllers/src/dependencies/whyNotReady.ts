import { findCondition, READY } from '@backstage-gitops/kube';
import type { ReconcileContext, TypeMeta } from '@backstage-gitops/kube';
import type { Dependency, DependentObject } from './DependentObject';
import { findCycle } from './findCycle';
import { whyExprNotReady } from './readyExpression';

/** What a kind asks of its dependencies, and its words. */
interface DependencyRules<T extends DependentObject> {
  readonly type: TypeMeta;
  /** Why one is not ready that does not exist. */
  describeMissing(key: string, name: string): string;
  /** Why one is not ready; undefined when it is. */
  whyNotReady(dependency: T, key: string): string | undefined;
  /** True: `readyExpr` adds to {@link whyNotReady}; false: it replaces it. */
  readonly isAdditive: boolean;
}

/** Why an object is not ready: its generation is not observed, or Ready is not True. */
export function whyConditionNotReady(
  { status, metadata }: DependentObject,
  key: string,
): string | undefined {
  const isReady =
    status?.observedGeneration === metadata.generation &&
    findCondition(status?.conditions, READY)?.status === 'True';
  return isReady ? undefined : `dependency '${key}' is not ready`;
}

/** Reads past every cache: a dependent must not run on an old Ready. */
function find<T extends DependentObject>(
  ctx: ReconcileContext<T>,
  type: TypeMeta,
  key: string,
): Promise<T | undefined> {
  const [namespace, name] = key.split('/');
  const { signal } = ctx;
  return ctx.client.find<T>(type, { namespace, name }, { signal });
}

async function whyOneNotReady<T extends DependentObject>(
  ctx: ReconcileContext<T>,
  { name, namespace, readyExpr }: Dependency,
  rules: DependencyRules<T>,
): Promise<string | undefined> {
  const key = `${namespace ?? ctx.object.metadata.namespace}/${name}`;
  const found = await find(ctx, rules.type, key);
  if (!found) return rules.describeMissing(key, name);
  if (readyExpr) {
    const why = whyExprNotReady(readyExpr, key, ctx.object, found);
    if (why) return why;
    if (!rules.isAdditive) return undefined;
  }
  return rules.whyNotReady(found, key);
}

/** What keeps a dependency from ever getting ready, appended to the message. */
async function describeCycle<T extends DependentObject>(
  ctx: ReconcileContext<T>,
  type: TypeMeta,
): Promise<string> {
  const cycle = await findCycle(ctx.object, key => find(ctx, type, key));
  return cycle ? `: circular dependency detected: ${cycle.join(' -> ')}` : '';
}

/**
 * Why the first dependency of `spec.dependsOn` that is not ready is not;
 * undefined when all are.
 * @throws StalledError - a readyExpr is wrong
 */
export async function whyDependenciesNotReady<T extends DependentObject>(
  ctx: ReconcileContext<T>,
  rules: DependencyRules<T>,
): Promise<string | undefined> {
  for (const dependency of ctx.object.spec.dependsOn ?? []) {
    const why = await whyOneNotReady(ctx, dependency, rules);
    if (why) return why + (await describeCycle(ctx, rules.type));
  }
  return undefined;
}
