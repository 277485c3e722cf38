import { coalesceValues, type Values } from '@backstage-gitops/helm';
import {
  fromStoredChart,
  goJson,
  type Release,
} from '@backstage-gitops/helm-release';
import { yamlOf } from './format';

/** The values that were given; undefined where none were. */
export function givenValues({ config }: Release): Values | undefined {
  return config;
}

/** The values that were given over the chart's own. */
export function computedValues(release: Release): Values {
  return coalesceValues(
    fromStoredChart(release.chart),
    release.config ?? new Map(),
  );
}

/** Values as YAML, as Helm prints them; `null` where there are none. */
export function valuesYaml(values: Values | undefined): string {
  return yamlOf(goJson(values));
}
