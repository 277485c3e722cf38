import { decodeUtf8 } from '@backstage-gitops/go-template';
import {
  collectCrds,
  processDependencies,
  type Chart,
  type Values,
} from '@backstage-gitops/helm';

/** A file below `crds/` of a chart or of one of its subcharts. */
export interface CrdFile {
  /** Relative to its own chart, e.g. `crds/backups.yaml`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Files below `crds/` of a chart and of those subcharts that its values
 * enable, in the order in which they are installed.
 * @throws HelmError - the dependencies cannot be processed
 */
export function chartCrds(chart: Chart, values: Values): CrdFile[] {
  if (!hasCrds(chart)) return [];
  const processed = processDependencies(chart, values, { nulls: 'coalesce' });
  return collectCrds(processed).map(({ path, data }) => ({
    name: /^[^/]+(?:\/charts\/[^/]+)*\/(crds\/.*)$/is.exec(path)?.[1] ?? path,
    text: decodeUtf8(data),
  }));
}

/** Cheaper than to process the dependencies of charts that have none. */
function hasCrds({ files, dependencies }: Chart): boolean {
  return (
    files.some(({ name }) => /^crds\//i.test(name)) ||
    dependencies.some(hasCrds)
  );
}
