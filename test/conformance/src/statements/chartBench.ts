import type { KubeObject } from '@backstage-gitops/kube';
import { gunzipSync } from 'zlib';
import type { ApiObject } from '../Api';
import { expectEqual } from '../expect';
import { download, entriesOf } from './artifactOf';
import { TYPES } from './Bench';
import type { Bench } from './Bench';
import { conditionsOf } from './readObjects';
import type { ChartServer } from './ChartServer';

/** Kinds of these cases. */
export const CHART = 'HelmChart';
export const REPOSITORY = 'HelmRepository';

/** Creates a HelmRepository. */
export async function createRepository(
  bench: Bench,
  url: string,
  spec: object = {},
  name = 'charts',
): Promise<void> {
  await bench.create({
    ...TYPES.HelmRepository,
    metadata: { name },
    spec: { url, interval: '1h', ...spec },
  } as KubeObject);
}

/** Creates a HelmChart of chart `web` in HelmRepository `charts`. */
export async function createChart(
  bench: Bench,
  name: string,
  spec: object,
): Promise<void> {
  await bench.create({
    ...TYPES.HelmChart,
    metadata: { name },
    spec: {
      ...{ chart: 'web', interval: '1h' },
      sourceRef: { kind: REPOSITORY, name: 'charts' },
      ...spec,
    },
  } as KubeObject);
}

/** Makes a server ask for a user name and password, and a Secret that has them. */
export async function requireLogin(
  bench: Bench,
  server: ChartServer,
  name: string,
): Promise<void> {
  const [username, password] = ['ann', 'pass'];
  await bench.secret(name, { username, password });
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  server.authorization = `Basic ${pair}`;
}

/** Spec of a chart in the GitRepository of the case. */
export const GIT = { sourceRef: { kind: 'GitRepository', name: 'app' } };

/** Files of its artifact by name. */
export async function filesOf(
  object: ApiObject,
): Promise<Record<string, string>> {
  const entries = entriesOf(gunzipSync(await download(object)));
  return Object.fromEntries(
    entries.map(({ name, content }) => [name, content]),
  );
}

/** Versions that ranges lead to, by the name of the range. */
export async function versionsOf(
  bench: Bench,
  ranges: Readonly<Record<string, string | undefined>>,
  chart = 'web',
) {
  for (const [name, version] of Object.entries(ranges)) {
    await createChart(bench, name, { chart, version });
  }
  const found = await Promise.all(
    Object.keys(ranges).map(async name => {
      const { status } = await bench.ready(CHART, name);
      return [name, status.artifact.revision] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** Expects that a chart has stalled. */
export async function expectStalled(
  bench: Bench,
  name: string,
  { condition = 'FetchFailed', ...failure }: { readonly [key: string]: string },
): Promise<void> {
  const { reason, message } = failure;
  const object = await bench.failed(reason, CHART, name);
  expectEqual(
    conditionsOf(object),
    [
      ['Stalled', 'True', reason, message],
      ['Ready', 'False', reason, message],
      [condition, 'True', reason, message],
    ],
    `conditions of ${name}`,
  );
  expectEqual(object.status.observedGeneration, 1, 'observedGeneration');
}

/** Expects that a chart has failed and is tried again. */
export async function expectRetried(
  bench: Bench,
  name: string,
  failure: {
    readonly condition: string;
    readonly reason: string;
    readonly message: string;
  },
): Promise<void> {
  const { condition, reason, message } = failure;
  const object = await bench.failed(reason, CHART, name);
  expectEqual(
    conditionsOf(object),
    [
      ['Reconciling', 'True', 'ProgressingWithRetry', 'building artifact'],
      ['Ready', 'False', reason, message],
      [condition, 'True', reason, message],
    ],
    `conditions of ${name}`,
  );
}
