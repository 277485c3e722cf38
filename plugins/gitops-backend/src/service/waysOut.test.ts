import type { KubeObject } from '@backstage-gitops/kube';
import { apiVersionOf } from '@backstage-gitops/plugin-gitops-common';
import { CANARY, fill, holdsCanary } from '../../testing/canaries';
import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  agreeingTo,
  component,
  deployment,
  deploymentsIn,
  kustomizationRef,
} from '../../testing/objects';
import type { ActionLog } from '../database/ActionLog';
import { ObjectGraph } from '../graph/ObjectGraph';
import { PRESENTERS } from '../presenters';
import { EntityService } from './EntityService';

const SECRETS = ['map', 'patch', 'data'].map(name => `${CANARY}-${name}`);
const [IN_MAP, IN_PATCH, IN_DATA] = SECRETS;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What a controller or server may write: every secret, in every form. */
const MESSAGE = [
  'seen:',
  ...SECRETS.flatMap(secret => [
    secret,
    JSON.stringify(secret),
    base64(secret),
  ]),
  `https://me:${CANARY}-url@git.example/x?t=${CANARY}-query`,
].join(' ');

const PATCH = [
  'kind: Secret',
  `stringData: {token: "${IN_PATCH}"}`,
  `data: {token: ${base64(IN_DATA)}}`,
].join('\n');

/** Everything that a Kustomization may have, with secrets wherever they may be. */
function fullSpec() {
  const { definition } = PRESENTERS.find(
    presenter => presenter.definition.kind === 'Kustomization',
  )!;
  const spec = fill(definition.spec.openapi, path => {
    if (path.endsWith('*') || path.endsWith('unknown')) return IN_MAP;
    return path === 'patches.patch' ? PATCH : 'plain';
  }) as Record<string, object>;
  return {
    ...spec,
    interval: '1m',
    retryInterval: '1m',
    suspend: false,
    kubeConfig: undefined,
    sourceRef: { kind: 'GitRepository', name: 'source', namespace: 'apps' },
  };
}

const conditions = ['Ready', 'Healthy', 'Stalled'].map(type => ({
  type,
  status: 'False',
  reason: 'ReconciliationFailed',
  message: MESSAGE,
  lastTransitionTime: '2026-01-01T00:00:00Z',
}));

const failing: KubeObject = {
  ...deployment('web', 'web'),
  ...{
    spec: { replicas: 1 },
    status: {
      conditions: [
        {
          type: 'Stalled',
          status: 'True',
          reason: 'Broken',
          message: MESSAGE,
        },
      ],
    },
  },
};

const event: KubeObject = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { namespace: 'apps', name: 'e1' },
  ...{
    involvedObject: { kind: 'Kustomization', name: 'web' },
    reason: 'BuildFailed',
    message: MESSAGE,
  },
};

async function read() {
  const cluster = new FakeCluster();
  const spec = fullSpec();
  const copy = JSON.stringify({ spec });
  cluster.put({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: {
      namespace: 'apps',
      name: 'web',
      labels: { hint: IN_MAP },
      annotations: {
        ...agreeingTo('web').annotations,
        'kubectl.kubernetes.io/last-applied-configuration': copy,
        'example.com/copy': base64(copy),
        'backstage-gitops.io/suspended-reason': IN_MAP,
      },
    },
    ...{ spec, status: { conditions, ...deploymentsIn('web') } },
  });
  cluster.put({
    apiVersion: apiVersionOf(PRESENTERS[0].definition),
    kind: 'GitRepository',
    metadata: { namespace: 'apps', name: 'source' },
    ...{
      spec: {
        interval: '1m',
        url: `https://me:${CANARY}-url@git.example/x?t=${CANARY}-query`,
      },
      status: {
        conditions: [
          { ...conditions[0], message: `seen: ${CANARY}-url ${CANARY}-query` },
        ],
      },
    },
  });
  [failing, event].forEach(object => cluster.put(object));
  const graph = new ObjectGraph({
    clusters: registryOf(cluster.cluster),
    presenters: PRESENTERS,
  });
  graph.start();
  const action = {
    id: '1',
    action: 'suspend',
    by: 'user:default/ada',
    at: '',
    outcome: 'failed',
    message: MESSAGE,
  };
  const actions = {
    list: async () => [action],
    onAppend: () => () => {},
  } as unknown as ActionLog;
  const service = new EntityService(
    { graph, presenters: PRESENTERS, agreements: [], targetRules: [] },
    actions,
  );
  await settle();
  const caller = {
    entity: component('web', {
      'backstage-gitops.io/kustomization': 'apps/web',
    }),
    userEntityRef: 'user:default/ada',
    permissions: new Set(['gitops.read']),
  };
  const snapshot = await service.readEntity(caller);
  const detail = await service.readObject(caller, kustomizationRef('web'));
  graph.close();
  return { snapshot, detail };
}

describe('the ways out of the portal', () => {
  it('hold no secret of an object, whoever repeats it', async () => {
    const { snapshot, detail } = await read();
    const [object] = snapshot.objects;
    const ways = {
      state: object.message,
      source: object.source?.message,
      conditions: detail.conditions[0].message,
      sources: detail.sources[0].conditions[0].message,
      tree: detail.tree[0].message,
      events: detail.events[0].message,
      actions: detail.actions[0].message,
    };
    for (const [name, text] of Object.entries(ways)) {
      expect(`${name}: ${text}`).toMatch(/: seen: \*\*\*/);
    }
    expect(detail.manifest).toBeDefined();
    for (const text of [JSON.stringify(snapshot), JSON.stringify(detail)]) {
      expect(holdsCanary(text)).toBe(false);
    }
  });
});
