import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';

import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { startDevCluster, type DevCluster } from '@backstage-gitops/devcluster';
import {
  KubeClient,
  type KubeObject,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import {
  gitopsPaths,
  installManifests,
  type EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import request from 'supertest';
import gitopsPlugin from './index';

const ENTITY = { kind: 'component', namespace: 'default', name: 'web' };
const REF = {
  cluster: 'demo',
  kind: 'Kustomization',
  namespace: 'apps',
  name: 'web',
};
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const GIT_REPOSITORY = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const BASE = '/api/gitops';

function manifests(): KubeObject[] {
  return [
    ...(installManifests() as KubeObject[]),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'apps', name: 'web' },
    },
    {
      ...GIT_REPOSITORY,
      metadata: {
        namespace: 'apps',
        name: 'source',
        annotations: {
          'backstage-gitops.io/commit': JSON.stringify({
            revision: 'main@sha1:abcdef0123',
            title: 'Say hello',
            author: 'Ada',
          }),
        },
      },
      spec: {
        interval: '1m',
        url: 'https://me:hunter2@git.example/x?t=s3cret',
      },
    } as KubeObject,
    {
      ...KUSTOMIZATION,
      metadata: {
        namespace: 'apps',
        name: 'web',
        annotations: { 'backstage-gitops.io/entity': 'component:default/web' },
      },
      spec: {
        interval: '1m',
        prune: true,
        path: './web',
        sourceRef: { kind: 'GitRepository', name: 'source' },
        postBuild: { substitute: { password: 'hunter3' } },
      },
    } as KubeObject,
  ];
}

async function applyAll(client: KubeClient, objects: KubeObject[]) {
  for (const object of objects) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await client.apply(object, { fieldManager: 'test', force: true });
        break;
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    }
  }
}

const condition = (type: string, status: string, reason: string) => ({
  type,
  status,
  reason,
  message: reason,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  observedGeneration: 1,
});

describe('portal API', () => {
  let cluster: DevCluster;
  let client: KubeClient;
  let server: Parameters<typeof request>[0];
  let stop: () => Promise<void>;
  const permissions = mockServices.permissions.mock();
  const auditor = mockServices.auditor.mock();

  const allowAll = () =>
    permissions.authorize.mockImplementation(async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    );
  const find = () => client.get<UnstructuredObject>(KUSTOMIZATION, REF);

  beforeAll(async () => {
    cluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    client = KubeClient.fromKubeConfig(kubeConfig);
    await applyAll(client, manifests());
    const revision = 'main@sha1:abcdef0123';
    await client.patch(
      GIT_REPOSITORY,
      { namespace: 'apps', name: 'source' },
      {
        status: {
          observedGeneration: 1,
          artifact: {
            digest: 'sha256:ab',
            lastUpdateTime: '2026-01-01T00:00:00Z',
            path: 'x',
            url: 'http://x',
            revision,
          },
          conditions: [condition('Ready', 'True', 'Succeeded')],
        },
      },
      { subresource: 'status' },
    );
    await client.patch(
      KUSTOMIZATION,
      REF,
      {
        status: {
          observedGeneration: 1,
          lastAppliedRevision: revision,
          inventory: { entries: [{ id: 'apps_web__ConfigMap', v: 'v1' }] },
          conditions: [condition('Ready', 'True', 'ReconciliationSucceeded')],
        },
      },
      { subresource: 'status' },
    );
    const backend = await startTestBackend({
      features: [
        gitopsPlugin,
        mockServices.rootConfig.factory({
          data: {
            gitops: {
              kubeconfig: { path: cluster.kubeconfigPath, name: 'demo' },
            },
          },
        }),
        mockServices.database.factory(),
        permissions.factory,
        auditor.factory,
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Component',
              metadata: {
                name: 'web',
                namespace: 'default',
                annotations: {
                  'backstage-gitops.io/kustomization': 'demo/apps/web',
                },
              },
              relations: [{ type: 'ownedBy', targetRef: 'group:default/team' }],
            },
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Component',
              metadata: { name: 'other', namespace: 'default' },
            },
          ],
        }),
      ],
    });
    server = backend.server;
    stop = () => backend.stop();
  }, 60_000);

  afterAll(async () => {
    await stop?.();
    await client?.close();
    await cluster?.stop();
  });

  beforeEach(() => {
    allowAll();
    auditor.createEvent.mockReset();
    auditor.createEvent.mockImplementation(async () => ({
      success: async () => {},
      fail: async () => {},
    }));
  });

  it('shows state, revision with its commit, source and health of what delivers an entity', async () => {
    const { body, status } = await request(server).get(
      `${BASE}${gitopsPaths.entity(ENTITY)}`,
    );
    expect(status).toBe(200);
    const snapshot: EntitySnapshot = body;
    expect(snapshot.owners).toEqual(['group:default/team']);
    expect(snapshot.allowed).toEqual({ reconcile: true, suspend: true });
    expect(snapshot.deliveries).toMatchObject([
      {
        ref: REF,
        origin: 'annotation',
        state: 'Ready',
        applied: {
          ref: 'main',
          hash: 'abcdef0123',
          commit: { title: 'Say hello', author: 'Ada' },
        },
        source: { state: 'Ready', url: 'https://git.example/x' },
        health: { total: 1, healthy: 1 },
      },
    ]);
  });

  it('lets no credential of a URL and no substituted value out', async () => {
    const all = await request(server).get(
      `${BASE}${gitopsPaths.delivery(ENTITY, REF)}`,
    );
    expect(all.status).toBe(200);
    expect(all.body.tree).toMatchObject([{ kind: 'ConfigMap', name: 'web' }]);
    const snapshot = await request(server).get(
      `${BASE}${gitopsPaths.entity(ENTITY)}`,
    );
    const text = JSON.stringify([all.body, snapshot.body]);
    expect(text).not.toMatch(/hunter2|hunter3|s3cret/);
  });

  it('names the missing permission and the owners to whom it is denied', async () => {
    permissions.authorize.mockImplementation(async requests =>
      requests.map(() => ({ result: AuthorizeResult.DENY })),
    );
    const { status, body } = await request(server).get(
      `${BASE}${gitopsPaths.entity(ENTITY)}`,
    );
    expect(status).toBe(403);
    expect(body.error.message).toBe(
      'You need the permission gitops.read on component:default/web, which is owned by group:default/team',
    );
  });

  it('audits a denied action and changes nothing', async () => {
    const before = await find();
    permissions.authorize.mockImplementation(async requests =>
      requests.map(() => ({ result: AuthorizeResult.DENY })),
    );
    const fail = jest.fn(async () => {});
    auditor.createEvent.mockImplementation(async () => ({
      success: async () => {},
      fail,
    }));
    const { status } = await request(server)
      .post(`${BASE}${gitopsPaths.action(ENTITY, REF, 'suspend')}`)
      .send({ reason: 'because' });
    expect(status).toBe(403);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'delivery-suspend' }),
    );
    expect(fail).toHaveBeenCalledTimes(1);
    expect((await find()).metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
  });

  it('answers 404 for an entity that is not there, and for a delivery of another entity', async () => {
    const missing = { ...ENTITY, name: 'nobody' };
    const other = { ...ENTITY, name: 'other' };
    expect(
      (await request(server).get(`${BASE}${gitopsPaths.entity(missing)}`))
        .status,
    ).toBe(404);
    expect(
      (
        await request(server)
          .post(`${BASE}${gitopsPaths.action(other, REF, 'reconcile')}`)
          .send({})
      ).status,
    ).toBe(404);
  });

  it('asks for a run as flux does, and writes it down', async () => {
    const { status, body } = await request(server)
      .post(`${BASE}${gitopsPaths.action(ENTITY, REF, 'reconcile')}`)
      .send({});
    expect(status).toBe(202);
    const { metadata } = await find();
    expect(metadata.annotations?.['reconcile.fluxcd.io/requestedAt']).toBe(
      body.requestedAt,
    );
    expect(metadata.generation).toBe(1);
    const detail = await request(server).get(
      `${BASE}${gitopsPaths.delivery(ENTITY, REF)}`,
    );
    expect(detail.body.actions).toMatchObject([
      {
        action: 'reconcile',
        by: mockCredentials.user().principal.userEntityRef,
        outcome: 'requested',
      },
    ]);
  });

  it('asks the source first, and the delivery when the source has answered', async () => {
    const { body } = await request(server)
      .post(`${BASE}${gitopsPaths.action(ENTITY, REF, 'reconcile')}`)
      .send({ withSource: true });
    const source = { namespace: 'apps', name: 'source' };
    const asked = await client.get<UnstructuredObject>(GIT_REPOSITORY, source);
    expect(
      asked.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'],
    ).toBe(body.requestedAt);
    const requested = async () =>
      (await find()).metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
    expect(await requested()).not.toBe(body.requestedAt);
    await client.patch(
      GIT_REPOSITORY,
      source,
      { status: { lastHandledReconcileAt: body.requestedAt } },
      { subresource: 'status' },
    );
    for (let i = 0; i < 100 && (await requested()) !== body.requestedAt; i++) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(await requested()).toBe(body.requestedAt);
  });

  it('suspends with who, why and until when, refuses to reconcile then, and resumes without a trace', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const post = (action: 'suspend' | 'reconcile' | 'resume', body: object) =>
      request(server)
        .post(`${BASE}${gitopsPaths.action(ENTITY, REF, action)}`)
        .send(body);
    await post('suspend', { reason: 'Black Friday', until }).expect(202);
    const suspended = await find();
    expect(suspended.spec).toMatchObject({ suspend: true });
    expect(suspended.metadata.annotations).toMatchObject({
      'backstage-gitops.io/suspended-by':
        mockCredentials.user().principal.userEntityRef,
      'backstage-gitops.io/suspended-reason': 'Black Friday',
      'backstage-gitops.io/suspended-until': until,
    });
    const refused = async () => (await post('reconcile', {})).status;
    for (let i = 0; i < 100 && (await refused()) !== 409; i++) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(await refused()).toBe(409);
    await post('resume', {}).expect(202);
    const resumed = await find();
    expect(resumed.spec).toMatchObject({ suspend: false });
    expect(Object.keys(resumed.metadata.annotations ?? {}).sort()).toEqual([
      'backstage-gitops.io/entity',
      'reconcile.fluxcd.io/requestedAt',
    ]);
  });

  it('acts on nothing that does not agree to the entity', async () => {
    const annotate = (value: string | null) =>
      client.patch(KUSTOMIZATION, REF, {
        metadata: { annotations: { 'backstage-gitops.io/entity': value } },
      });
    const act = (action: 'suspend' | 'reconcile' | 'resume') =>
      request(server)
        .post(`${BASE}${gitopsPaths.action(ENTITY, REF, action)}`)
        .send({ reason: 'x' });
    await annotate('component:default/somebody-else');
    for (let i = 0; i < 100 && (await act('resume')).status !== 403; i++) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    for (const action of ['suspend', 'reconcile', 'resume'] as const) {
      const { status, body } = await act(action);
      expect(status).toBe(403);
      expect(body.error.message).toMatch(
        /does not agree .* backstage-gitops.io\/entity: component:default\/web/,
      );
    }
    expect((await find()).spec).not.toMatchObject({ suspend: true });
    await annotate('component:default/web');
    for (let i = 0; i < 100 && (await act('resume')).status !== 202; i++) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  });

  it.each([
    [{}, /reason/],
    [{ reason: ' ' }, /reason/],
    [{ reason: 'x', until: 'tomorrow' }, /until/],
    [{ reason: 'x', until: '2020-01-01T00:00:00Z' }, /must be in the future/],
  ])('refuses to suspend with %j', async (body, message) => {
    const response = await request(server)
      .post(`${BASE}${gitopsPaths.action(ENTITY, REF, 'suspend')}`)
      .send(body);
    expect(response.status).toBe(400);
    expect(response.body.error.message).toMatch(message);
  });

  it('streams a new picture when an object changes, without being asked', async () => {
    const address = (server as { address(): { port: number } }).address();
    const abort = new AbortController();
    const response = await fetch(
      `http://127.0.0.1:${address.port}${BASE}${gitopsPaths.stream(
        ENTITY,
        REF,
      )}`,
      {
        signal: abort.signal,
        headers: { Authorization: mockCredentials.user.header() },
      },
    );
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body!.getReader();
    const decoder = new TextDecoder();
    let text = '';
    const readUntil = async (pattern: RegExp) => {
      while (!pattern.test(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended: ${text}`);
        text += decoder.decode(value, { stream: true });
      }
    };
    await readUntil(/event: detail\n/);
    expect(text).toMatch(/event: snapshot\n/);
    text = '';
    await client.patch(
      KUSTOMIZATION,
      REF,
      {
        status: {
          conditions: [condition('Ready', 'False', 'BuildFailed')],
        },
      },
      { subresource: 'status' },
    );
    await readUntil(/"state":"Failed"/);
    abort.abort();
  });
});
