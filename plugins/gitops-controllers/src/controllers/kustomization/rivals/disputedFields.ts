import { equalJson } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';

type Fields = Readonly<Record<string, unknown>>;

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** The item of a list whose fields have these values. */
function itemOf(list: unknown, keys: Record<string, unknown>): unknown {
  if (!Array.isArray(list)) return undefined;
  return list.find(item =>
    Object.entries(keys).every(([name, value]) =>
      equalJson(fieldOf(item, name), value),
    ),
  );
}

/** What a step of fieldsV1 leads to; undefined for steps that lead nowhere. */
function follow(step: string, value: unknown): { value: unknown } | undefined {
  const rest = step.slice(2);
  if (step.startsWith('f:')) return { value: fieldOf(value, rest) };
  if (!step.startsWith('k:')) return undefined;
  return {
    value: itemOf(value, JSON.parse(rest) as Record<string, unknown>),
  };
}

/** True when a field of the set has different values in the two objects. */
function differs(fields: Fields, a: unknown, b: unknown): boolean {
  const steps = Object.entries(fields).filter(([step]) => step !== '.');
  if (steps.length === 0) return !equalJson(a, b);
  return steps.some(([step, inner]) => {
    const [left, right] = [follow(step, a), follow(step, b)];
    return (
      left !== undefined &&
      right !== undefined &&
      differs(inner as Fields, left.value, right.value)
    );
  });
}

/**
 * Other appliers that own a field which our apply would change: they have set
 * another value than we do.
 * @returns names of their field managers
 */
export function disputingManagers(
  live: UnstructuredObject,
  dryRun: UnstructuredObject,
  fieldManager: string,
): string[] {
  const names = (live.metadata.managedFields ?? [])
    .filter(
      entry =>
        entry.operation === 'Apply' &&
        !entry.subresource &&
        entry.manager !== fieldManager &&
        entry.fieldsV1 !== undefined &&
        differs(entry.fieldsV1, live, dryRun),
    )
    .map(({ manager = '' }) => manager);
  return [...new Set(names)];
}
