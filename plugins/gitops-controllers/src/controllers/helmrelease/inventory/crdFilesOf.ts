import type { Chart } from '@backstage-gitops/helm';

/** A file of `crds/`. */
interface CrdFile {
  /** Path below the chart that has it. */
  readonly name: string;
  readonly text: string;
}

/** Files of `crds/` of a chart, then those of its subcharts. */
export function crdFilesOf({ files, dependencies }: Chart): CrdFile[] {
  const own = files
    .filter(({ name }) => /^crds\/.*\.(?:ya?ml|json)$/is.test(name))
    .map(({ name, data }) => ({ name, text: Buffer.from(data).toString() }));
  return [...own, ...dependencies.flatMap(crdFilesOf)];
}
