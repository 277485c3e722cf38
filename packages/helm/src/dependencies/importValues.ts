import type { GoValue } from '@backstage-gitops/go-template';
import type { Chart, Dependency } from '../chart/chart';
import {
  coalesceTables,
  formatGo,
  type CoalesceOptions,
} from '../values/coalesceTables';
import { coalesceValues } from '../values/coalesceValues';
import { deepCopy, findTable, isTable, type Values } from '../values/values';

/** What one `import-values` item means: this table of the child becomes that of the parent. */
interface Import {
  readonly child: string;
  /** Dotted path, or `.` for the top. */
  readonly parent: string;
}

/**
 * The chart, and those below it, with values that dependencies export laid
 * under its own values.yaml.
 */
export function importValues(chart: Chart, options: CoalesceOptions): Chart {
  const merged: Chart = {
    ...chart,
    dependencies: chart.dependencies.map(child => importValues(child, options)),
  };
  const declared = chart.metadata.dependencies;
  if (declared === undefined) {
    return merged;
  }
  const merging: CoalesceOptions = { ...options, nulls: 'merge' };
  const own = coalesceValues(merged, new Map(), merging);
  const imported = declared.reduce(
    (tables, dependency) => importFrom(dependency, own, tables, merging),
    new Map() as Values,
  );
  const values = coalesceTables(deepCopy(own) as Values, imported, '', merging);
  return {
    ...merged,
    metadata: {
      ...merged.metadata,
      dependencies: declared.map(withExplicitImports),
    },
    values,
  };
}

function importFrom(
  dependency: Dependency,
  values: Values,
  tables: Values,
  options: CoalesceOptions,
): Values {
  for (const { child, parent } of importsOf(dependency)) {
    const found = findTable(values, `${dependency.name}.${child}`);
    if ('missing' in found) {
      options.warn?.(
        `ImportValues missing table from chart chart=${
          dependency.name
        } error="${JSON.stringify(found.missing)} is not a table"`,
      );
    } else {
      coalesceTables(tables, placeAt(parent, found.table), '', options);
    }
  }
  return tables;
}

function importsOf(dependency: Dependency): Import[] {
  return dependency.importValues.flatMap(toImport);
}

function toImport(item: GoValue): Import[] {
  if (typeof item === 'string') {
    return [{ child: `exports.${item}`, parent: '.' }];
  }
  return isTable(item)
    ? [
        {
          child: formatGo(item.get('child')),
          parent: formatGo(item.get('parent')),
        },
      ]
    : [];
}

/** Templates see every import as a table with `child` and `parent`. */
function withExplicitImports(dependency: Dependency): Dependency {
  return {
    ...dependency,
    importValues: importsOf(dependency).map(
      ({ child, parent }) =>
        new Map([
          ['child', child],
          ['parent', parent],
        ]),
    ),
  };
}

/** The table below the keys of a dotted path. */
function placeAt(path: string, table: Values): Values {
  if (path === '.') {
    return table;
  }
  return path
    .split('.')
    .reduceRight<Values>((inner, key) => new Map([[key, inner]]), table);
}
