import type { KubeObject } from '@backstage-gitops/kube';
import { TYPES } from './Bench';
import type { Bench } from './Bench';

/** Kind of these cases. */
export const RELEASE = 'HelmRelease';

/** Creates a HelmRelease of the chart in folder `chart` of GitRepository `app`. */
export async function createRelease(
  bench: Bench,
  name: string,
  spec: object = {},
): Promise<void> {
  const sourceRef = { kind: 'GitRepository', name: 'app' };
  await bench.create({
    ...TYPES.HelmRelease,
    metadata: { name },
    spec: {
      interval: '1h',
      chart: { spec: { chart: 'chart', sourceRef } },
      ...spec,
    },
  } as KubeObject);
}

/** Publishes the files of a chart, and creates HelmRelease `app` of it. */
export async function startRelease(
  bench: Bench,
  files: Readonly<Record<string, string>>,
  spec: object = {},
): Promise<void> {
  await bench.publish(files);
  await createRelease(bench, 'app', spec);
}
