import {
  CelBudget,
  CelError,
  CelExpression,
  computeStatus,
  toGroupVersionKind,
} from '@backstage-gitops/kube';
import type { HealthResult, UnstructuredObject } from '@backstage-gitops/kube';
import type {
  HelmReleaseSpec,
  Kustomization,
} from '@backstage-gitops/plugin-gitops-common';

type HealthCheckExpr = NonNullable<
  (Kustomization['spec'] | HelmReleaseSpec)['healthCheckExprs']
>[number];

interface Compiled {
  readonly inProgress?: CelExpression;
  readonly failed?: CelExpression;
  readonly current: CelExpression;
}

/** Expressions by `group/Kind`. */
export type HealthExpressions = ReadonlyMap<string, Compiled>;

function keyOf(type: { apiVersion: string; kind?: string }): string {
  const { group, kind } = toGroupVersionKind({
    apiVersion: type.apiVersion,
    kind: type.kind ?? '',
  });
  return `${group}/${kind}`;
}

function compile(
  expression: string | undefined,
  field: string,
  index: number,
): CelExpression | undefined {
  if (!expression) return undefined;
  try {
    return new CelExpression(expression);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // The parser names the expression; the message names its field instead.
    const reason = text.replace(
      /^failed to parse the CEL expression '.*?': /s,
      '',
    );
    throw new CelError(
      'syntax',
      `failed to create custom status evaluator for healthchecks[${index}]: failed to parse the expression ${field}: ${reason}`,
    );
  }
}

/** @throws CelError - an expression is wrong, or two are about one kind */
export function compileHealthExpressions(
  expressions: readonly HealthCheckExpr[],
): HealthExpressions {
  const compiled = new Map<string, Compiled>();
  expressions.forEach((expression, index) => {
    const key = keyOf(expression);
    if (compiled.has(key)) {
      throw new CelError(
        'syntax',
        `duplicate custom health check for GroupKind ${expression.kind} at healthchecks[${index}]`,
      );
    }
    const current = compile(expression.current, 'Current', index);
    if (!current) return;
    compiled.set(key, {
      inProgress: compile(expression.inProgress, 'InProgress', index),
      failed: compile(expression.failed, 'Failed', index),
      current,
    });
  });
  return compiled;
}

/** `Kind/namespace/name` */
function nameOf({ kind, metadata }: UnstructuredObject): string {
  return [kind, metadata.namespace, metadata.name].filter(Boolean).join('/');
}

function evaluate(object: UnstructuredObject, rules: Compiled): HealthResult {
  const observed = (
    object.status as { observedGeneration?: number } | undefined
  )?.observedGeneration;
  const { generation } = object.metadata;
  const isBehind =
    observed !== undefined &&
    generation !== undefined &&
    observed !== generation;
  if (isBehind) return { status: 'InProgress' };
  // One object's expressions share what they may use.
  const budget = new CelBudget();
  if (rules.inProgress?.evaluate(object, budget)) {
    return { status: 'InProgress' };
  }
  if (rules.failed?.evaluate(object, budget)) return { status: 'Failed' };
  const isCurrent = rules.current.evaluate(object, budget);
  return { status: isCurrent ? 'Current' : 'InProgress' };
}

/**
 * Judges an object by the expressions of its kind; undefined where there are
 * none, or where it is being deleted.
 * @throws CelError - code `budget`: an expression needs too much; looking at the
 *   object again would only cost as much again
 */
export function judgeByExpressions(
  object: UnstructuredObject,
  expressions: HealthExpressions,
): HealthResult | undefined {
  const rules = expressions.get(keyOf(object));
  if (!rules || object.metadata.deletionTimestamp) return undefined;
  try {
    return evaluate(object, rules);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof CelError && error.code === 'budget') {
      throw new CelError('budget', `${nameOf(object)}: ${text}`);
    }
    return { status: 'Unknown', detail: text };
  }
}

/** Likewise, else by kstatus. @throws CelError - code `budget` */
export function evaluateHealth(
  object: UnstructuredObject,
  expressions: HealthExpressions,
  nowMs: number,
): HealthResult {
  return (
    judgeByExpressions(object, expressions) ?? {
      status: computeStatus(object, nowMs).status,
    }
  );
}
