import { subscribe, unsubscribe } from 'diagnostics_channel';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { SourceTestEnvironment } from '../../__testUtils__/SourceTestEnvironment';
import { packedChart } from '../helmchart/testing/chartTexts';
import { helmReleaseController } from './index';
import type { HelmRelease } from './types';

const AGENT = 'counted-controller';
const CREATED = 'undici:request:create';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}}
    spec:
      containers:
      - {name: main, image: "example.com/web:{{ .Values.tag }}"}
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}"}
spec:
  selector: {app: "{{ .Release.Name }}"}
  ports: [{port: 80}]
`;

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: unknown;
}

/** `GET secrets list`, `PATCH helmreleases/status`, `GET /version`. */
function describeRequest({ method, path }: SentRequest): string {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const [root, ...parts] = pathname.split('/').slice(1);
  if (parts.length === 0) return `${method} ${pathname}`;
  const place = parts.slice(root === 'api' ? 1 : 2);
  const [resource, name, subresource] =
    place[0] === 'namespaces' ? place.slice(2) : place;
  if (searchParams.has('watch')) return `watch ${resource}`;
  const isList = method === 'GET' && name === undefined;
  const what = subresource ? `${resource}/${subresource}` : resource;
  return `${method} ${what}${isList ? ' list' : ''}`;
}

/** The controller as it is, with a name of its own towards the API server. */
const counted = {
  ...helmReleaseController,
  create: (deps: Parameters<typeof helmReleaseController.create>[0]) =>
    helmReleaseController.create({
      ...deps,
      client: deps.client.with({ userAgent: AGENT }),
    }),
};

describe('what a release costs the API server', () => {
  const env = new SourceTestEnvironment<HelmRelease>(counted);
  let requests: string[] = [];
  const onRequest = (message: unknown) => {
    const { request } = message as { request: SentRequest };
    if (!JSON.stringify(request.headers).includes(AGENT)) return;
    requests.push(describeRequest(request));
  };

  beforeAll(async () => {
    await env.start();
    await publishChart();
    subscribe(CREATED, onRequest);
  });
  afterAll(async () => {
    unsubscribe(CREATED, onRequest);
    await env.stop();
  });

  async function publishChart(): Promise<void> {
    const { namespace, client } = env;
    const owner = { kind: 'HelmChart', namespace, name: 'web' };
    const bytes = packedChart({
      'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'values.yaml': 'tag: 1.0.0\n',
      'templates/deployment.yaml': DEPLOYMENT,
      'templates/service.yaml': SERVICE,
    });
    const artifact = await env.store.put({
      ...{ owner, fileName: 'web-1.0.0.tgz', revision: '1.0.0' },
      content: { bytes },
    });
    const chart: UnstructuredObject = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmChart',
      metadata: { name: 'web', namespace },
      spec: {
        ...{ interval: '1h', chart: 'web', version: '*' },
        sourceRef: { kind: 'HelmRepository', name: 'repo' },
      },
    };
    const { generation } = (await client.create(chart)).metadata;
    const status = { observedGeneration: generation, artifact };
    const key = { namespace, name: 'web' };
    const options = { subresource: 'status' };
    await client.patch(chart, key, { status }, options);
  }

  /** What was asked since the last time, sorted, without progress in the status. */
  function takeRequests(): string[] {
    const taken = requests.sort();
    requests = [];
    return taken.filter(request => request !== 'PATCH helmreleases/status');
  }

  const isSettled = ({ metadata, status }: HelmRelease) =>
    status?.observedGeneration === metadata.generation &&
    Boolean(
      status?.conditions?.some(
        ({ type, status: is }) => type === 'Ready' && is === 'True',
      ),
    );

  it('reads what it must to install, waits without a read, and knows what it has stored', async () => {
    const chartRef = { kind: 'HelmChart', name: 'web' };
    await env.createObject('web', { interval: '1h', chartRef });
    await env.waitFor('web', isSettled);
    expect(takeRequests()).toEqual([
      ...['GET /api', 'GET /apis', 'GET /version'],
      // Whether they are there and whose they are.
      'GET deployments',
      // What the controller sees, and what the action starts from.
      ...['GET secrets list', 'GET secrets list'],
      'GET services',
      ...['PATCH deployments', 'PATCH helmreleases', 'PATCH services'],
      ...['POST secrets', 'PUT secrets', 'watch deployments'],
    ]);
  });

  it('costs a look at the storage and the answer when it is asked for again', async () => {
    await env.reconcile('web');
    expect(requests.sort()).toEqual([
      'GET secrets list',
      'PATCH helmreleases/status',
    ]);
    requests = [];
  });

  it('reads the history once to upgrade, and joins the watch of others', async () => {
    await env.patch('web', { spec: { values: { tag: '2.0.0' } } });
    await env.waitFor('web', isSettled);
    expect(takeRequests()).toEqual([
      ...['GET /api', 'GET /apis', 'GET /version'],
      ...['GET deployments', 'GET secrets list', 'GET services'],
      ...['PATCH deployments', 'PATCH services'],
      // The new revision as pending; the former one, and the new one deployed.
      ...['POST secrets', 'PUT secrets', 'PUT secrets'],
    ]);
  });
});
