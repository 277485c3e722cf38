import type { GoValue } from '@backstage-gitops/go-template';
import { isTable, type Values } from './values';

/**
 * What happens to null: `coalesce` lets a null delete the key below it,
 * `merge` keeps nulls for a later coalescing.
 */
export type NullHandling = 'coalesce' | 'merge';

/** Receives what Helm warns about, e.g. `warning: cannot overwrite table with non table for c.a (map[])`. */
export type Warn = (message: string) => void;

/** How two tables are combined. */
export interface CoalesceOptions {
  readonly nulls: NullHandling;
  /** Default: warnings are dropped. */
  readonly warn?: Warn;
  /**
   * Whose rules: Helm 3 deletes every null of the upper table, Helm 4 only one
   * that hides a value of the lower table, and Helm 4.2 leaves out the nulls of
   * defaults besides. Default 4.
   */
  readonly helmVersion?: HelmRules;
}

/** The releases of Helm whose rules differ; 4 is 4.1. */
export type HelmRules = 3 | 4 | 4.2;

/**
 * Fills `upper` with what only `lower` has, and descends where both have a
 * table. `upper` wins. Both are changed: `lower` takes over the nulls of
 * `upper`.
 * @param path - dotted path of both, for warnings
 * @returns `upper`
 */
export function coalesceTables(
  upper: Values,
  lower: Values,
  path: string,
  options: CoalesceOptions,
): Values {
  const hidden = keysHiddenByNull(upper, lower, options);
  for (const [key, value] of upper) {
    if (value === null) {
      lower.set(key, null);
    }
  }
  for (const [key, below] of lower) {
    const above = upper.get(key);
    if (above === null && options.nulls === 'coalesce' && hidden.has(key)) {
      upper.delete(key);
    } else if (above === undefined) {
      upper.set(key, below);
    } else {
      coalesceValue(above, below, joinPath(path, key), options);
    }
  }
  return upper;
}

function keysHiddenByNull(
  upper: Values,
  lower: Values,
  options: CoalesceOptions,
): Set<string> {
  const keys = new Set<string>();
  for (const [key, value] of upper) {
    const below = lower.get(key);
    const hidesValue = below !== undefined && below !== null;
    if (value === null && (options.helmVersion === 3 || hidesValue)) {
      keys.add(key);
    }
  }
  return keys;
}

function coalesceValue(
  above: GoValue,
  below: GoValue,
  path: string,
  options: CoalesceOptions,
): void {
  if (isTable(below)) {
    if (isTable(above)) {
      coalesceTables(above, below, path, options);
    } else {
      options.warn?.(
        `warning: cannot overwrite table with non table for ${path} (${formatGo(
          below,
        )})`,
      );
    }
  } else if (isTable(above) && below !== null) {
    options.warn?.(
      `warning: destination for ${path} is a table. Ignoring non-table value (${formatGo(
        below,
      )})`,
    );
  }
}

/** Dotted path of `key` below `path`. */
export function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** A value as Go's `%v` prints it, for warnings. */
export function formatGo(value: GoValue): string {
  if (value === null || value === undefined) {
    return '<nil>';
  }
  if (value instanceof Map) {
    const entries = [...value].sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([k, v]) => `${k}:${formatGo(v)}`).join(' ')}]`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(formatGo).join(' ')}]`;
  }
  return typeof value === 'object' && 'value' in value
    ? String(value.value)
    : String(value);
}
