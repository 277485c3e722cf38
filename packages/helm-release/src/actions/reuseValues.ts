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
export interface ChartAndValues {
  readonly chart: Chart;
  readonly values: Values;
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
  switch (valuesMode) {
    case 'reset':
      return { chart, values };
    case 'reuse': {
      const defaults = coalesceValues(
        fromStoredChart(current.chart),
        former,
        NULLS,
      );
      return {
        chart: { ...chart, values: defaults },
        values: over(values, former),
      };
    }
    case 'resetThenReuse':
      return { chart, values: over(values, former) };
    default:
      return values.size === 0 && former.size > 0
        ? { chart, values: former }
        : { chart, values };
  }
}

function over(upper: Values, lower: Values): Values {
  return coalesceTables(copyTable(upper), copyTable(lower), '', NULLS);
}
