import {
  coalesceTables,
  coalesceValues,
  copyTable,
  type Chart,
  type CoalesceOptions,
  type Values,
} from '@backstage-gitops/helm';
import type { Release } from '../release/release';
import { fromStoredChart } from './storedChart';
import type { UpgradeOptions } from './types';

/** What an upgrade renders with. */
interface ChartAndValues {
  readonly chart: Chart;
  readonly values: Values;
  /** Values of the release before, as Helm stores them once it is superseded. */
  readonly former: Values | undefined;
}

const NULLS: CoalesceOptions = { nulls: 'coalesce' };

/**
 * Which values an upgrade uses of the release before.
 * - `reset`: none
 * - `reuse`: those of the release under the new ones, and the former chart's
 *   defaults instead of the new chart's
 * - `resetThenReuse`: those of the release under the new ones
 * - without a mode: those of the release, unless new ones are given
 * @see helm.sh/helm/v4/pkg/action, Upgrade.reuseValues
 */
export function reuseValues(
  {
    chart,
    values,
    valuesMode,
  }: Pick<UpgradeOptions, 'chart' | 'values' | 'valuesMode'>,
  current: Pick<Release, 'chart' | 'config'>,
): ChartAndValues {
  const former = current.config ?? new Map();
  const kept = { chart, values, former: current.config };
  switch (valuesMode) {
    case 'reset':
      return kept;
    case 'reuse': {
      const defaults = coalesceValues(
        fromStoredChart(current.chart),
        former,
        NULLS,
      );
      return {
        chart: { ...chart, values: defaults },
        values: over(values, former),
        former: withNulls(values, current.config),
      };
    }
    case 'resetThenReuse':
      return {
        chart,
        values: over(values, former),
        former: withNulls(values, current.config),
      };
    default:
      return values.size === 0 && former.size > 0
        ? { ...kept, values: former }
        : kept;
  }
}

/** Helm marks what new values remove in the former ones too, and stores that. */
function withNulls(
  upper: Values,
  lower: Values | undefined,
): Values | undefined {
  if (!lower) return undefined;
  const marked = new Map(lower);
  for (const [key, value] of upper) {
    const former = marked.get(key);
    if (value === null) marked.set(key, null);
    else if (value instanceof Map && former instanceof Map) {
      const inner = withNulls(value as Values, former as Values);
      if (inner) marked.set(key, inner);
    }
  }
  return marked;
}

function over(upper: Values, lower: Values): Values {
  return coalesceTables(copyTable(upper), copyTable(lower), '', NULLS);
}
