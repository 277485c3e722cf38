import { GoMap, type GoValue } from '@backstage-gitops/go-template';

/**
 * Values of a chart: Go's `map[string]interface {}`. Numbers that came from
 * YAML or JSON are JavaScript numbers (Go float64), those of `--set` are
 * GoInt (int64), null is null.
 */
export type Values = Map<string, GoValue>;

/** True for a YAML mapping; maps of other Go types are not tables. */
export function isTable(value: GoValue): value is Values {
  return value instanceof Map && !(value instanceof GoMap);
}

/** A copy of all mappings and lists below `value`; scalars are shared. */
export function deepCopy(value: GoValue): GoValue {
  if (isTable(value)) {
    return copyTable(value);
  }
  return Array.isArray(value) ? value.map(deepCopy) : value;
}

/** A deep copy of a table. */
export function copyTable(table: Values): Values {
  const copy: Values = new Map();
  for (const [key, value] of table) {
    copy.set(key, deepCopy(value));
  }
  return copy;
}

/**
 * The table at a dotted path, or the key that was missing or no table.
 * @see helm.sh/helm/v4 pkg/chart/common, Values.Table
 */
export function findTable(
  values: Values,
  path: string,
): { table: Values } | { missing: string } {
  let table = values;
  for (const key of path.split('.')) {
    const next = table.get(key);
    if (!isTable(next)) {
      return { missing: key };
    }
    table = next;
  }
  return { table };
}

/** The value at a dotted path; undefined where there is none or where it is a table. */
export function findValue(values: Values, path: string): GoValue | undefined {
  const split = path.lastIndexOf('.');
  const key = path.slice(split + 1);
  let table = values;
  if (split >= 0) {
    const found = findTable(values, path.slice(0, split));
    if ('missing' in found) {
      return undefined;
    }
    table = found.table;
  }
  const value = table.get(key);
  return isTable(value) ? undefined : value;
}

/**
 * `override` laid over `base`: tables merge, everything else is replaced, null
 * included. Neither argument is changed.
 */
export function mergeMaps(base: Values, override: Values): Values {
  const merged = new Map(base);
  for (const [key, value] of override) {
    const existing = merged.get(key);
    merged.set(
      key,
      isTable(value) && isTable(existing) ? mergeMaps(existing, value) : value,
    );
  }
  return merged;
}
