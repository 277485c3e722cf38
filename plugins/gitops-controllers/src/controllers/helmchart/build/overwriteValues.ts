import { mergeValuesFiles, withDefaultValues } from '@backstage-gitops/helm';
import type { Chart, MergedValues, Values } from '@backstage-gitops/helm';
import { posix } from 'path';
import { attempt } from './ChartBuildError';
import type { ValuesRequest } from './request';
import type { SourceTree } from './SourceTree';

const VALUES_FILE = 'values.yaml';

/** A chart, and the values files that its values.yaml was made of. */
interface Overwritten {
  readonly chart: Chart;
  readonly valuesFiles: readonly string[];
}

/**
 * The values files that change a chart: `values.yaml` alone does not.
 * @see Flux: source-controller, `BuildOptions.GetValuesFiles`
 */
export function effectiveValuesFiles(
  files: readonly string[] = [],
): readonly string[] {
  const isOwn = files.length === 1 && posix.normalize(files[0]) === VALUES_FILE;
  return isOwn ? [] : files;
}

/** Lays values files over each other that are paths in the source. */
export function mergeFromSource(
  tree: SourceTree,
  { valuesFiles, ignoreMissing }: ValuesRequest,
): MergedValues {
  const describeMissing = (path: string) =>
    `no values file found at path '${tree.shown(path)}' (reference '${path}')`;
  const read = (path: string) => {
    if (tree.kindOf(path) === 'dir') throw new Error(describeMissing(path));
    return tree.read(path);
  };
  const files = valuesFiles;
  return attempt('values', () =>
    mergeValuesFiles({ files, ignoreMissing, read, describeMissing }),
  );
}

/** Lays values files over each other that are in the chart. */
export function mergeFromChart(
  chart: Chart,
  { valuesFiles, ignoreMissing }: ValuesRequest,
): MergedValues {
  const read = (path: string): Uint8Array | Values | undefined => {
    const name = posix.normalize(path);
    return name === VALUES_FILE
      ? chart.values
      : chart.files.find(file => file.name === name)?.data;
  };
  return attempt(
    'values',
    () => mergeValuesFiles({ files: valuesFiles, ignoreMissing, read }),
    'failed to merge chart values: ',
  );
}

/** The chart with these default values. */
export function overwriteValues(
  chart: Chart,
  merged: MergedValues,
): Overwritten {
  const overwritten = attempt('values', () =>
    withDefaultValues(chart, merged.values),
  );
  return overwritten
    ? { chart: overwritten, valuesFiles: merged.files }
    : { chart, valuesFiles: [] };
}
