import type { Condition } from '@backstage-gitops/kube';

/** The value at a path of fields, or undefined. */
export function at(object: unknown, ...path: string[]): unknown {
  let value = object;
  for (const field of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[field];
  }
  return value;
}

/** The number at a path of fields, or the fallback. */
export function numberAt(
  object: unknown,
  fallback: number,
  ...path: string[]
): number {
  const value = at(object, ...path);
  return typeof value === 'number' ? value : fallback;
}

/** The text at a path of fields, or an empty one. */
export function textAt(object: unknown, ...path: string[]): string {
  const value = at(object, ...path);
  return typeof value === 'string' ? value : '';
}

/** `status.conditions`, without what is not an object. */
export function conditionsOf(object: unknown): Condition[] {
  const conditions = at(object, 'status', 'conditions');
  return Array.isArray(conditions)
    ? conditions.filter(found => typeof found === 'object' && found !== null)
    : [];
}
