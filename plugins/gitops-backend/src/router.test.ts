import { mockCredentials } from '@backstage/backend-test-utils';
import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import type {
  ActionName,
  EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import { gitopsPaths } from '../testing/gitopsPaths';
import {
  agreeingTo,
  component,
  condition,
  entityName,
  GIT_REPOSITORY,
  kustomization,
  KUSTOMIZATION,
  kustomizationRef,
} from '../testing/objects';
import { eventually, startPortal, type Portal } from '../testing/startPortal';
import { faultsOf } from '../testing/openApi';
import { readStream } from '../testing/readStream';

const ENTITY = entityName('web');
const REF = kustomizationRef('web');
const SOURCE = { namespace: 'apps', name: 'source' };
const REVISION = 'main@sha1:abcdef0123';
const REQUESTED = 'reconcile.fluxcd.io/requestedAt';

const objects = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'apps', name: 'web' },
  },
  {
    ...GIT_REPOSITORY,
    metadata: {
      ...SOURCE,
      annotations: {
        'backstage-gitops.io/commit': JSON.stringify({
          revision: REVISION,
          title: 'Say hello',
          author: 'Ada',
        }),
      },
    },
    spec: { interval: '1m', url: 'https://git.example/x' },
  } as KubeObject,
  kustomization('web', agreeingTo('web')),
];

const entities = [
  component('web', { 'backstage-gitops.io/kustomization': 'demo/apps/web' }),
  component('other'),
  component('lost', {
    'backstage-gitops.io/kustomization': 'apps/gone, mars/apps/web, web',
  }),
];

const user = mockCredentials.user().principal.userEntityRef;

describe('portal API', () => {
  let portal: Portal;
  const find = () => portal.client.get<UnstructuredObject>(KUSTOMIZATION, REF);
  const findSource = () =>
    portal.client.get<UnstructuredObject>(GIT_REPOSITORY, SOURCE);
  const act = (action: ActionName, body: object = {}) =>
    portal.post(gitopsPaths.action(ENTITY, REF, action), body);
  const setStatus =
    (type: typeof KUSTOMIZATION | typeof GIT_REPOSITORY) =>
    async (name: string, status: object) => {
      const key = { namespace: 'apps', name };
      const options = { subresource: 'status' };
      await portal.client.patch(type, key, { status }, options);
    };

  beforeAll(async () => {
    portal = await startPortal({ objects, entities });
    await setStatus(GIT_REPOSITORY)('source', {
      observedGeneration: 1,
      artifact: {
        digest: 'sha256:ab',
        lastUpdateTime: '2026-01-01T00:00:00Z',
        path: 'x',
        url: 'http://x',
        revision: REVISION,
      },
      conditions: [condition('Ready', 'True', 'Succeeded')],
    });
    await setStatus(KUSTOMIZATION)('web', {
      observedGeneration: 1,
      lastAppliedRevision: REVISION,
      inventory: { entries: [{ id: 'apps_web__ConfigMap', v: 'v1' }] },
      conditions: [condition('Ready', 'True', 'ReconciliationSucceeded')],
    });
    portal.allowAll();
    await eventually(async () => {
      const { body } = await portal.get(gitopsPaths.entity(ENTITY));
      return body.objects?.[0]?.state === 'Ready';
    });
  }, 60_000);

  afterAll(() => portal?.stop());

  beforeEach(() => {
    portal.allowAll();
    portal.auditor.createEvent.mockReset();
    portal.auditor.createEvent.mockImplementation(async () => ({
      success: async () => {},
      fail: async () => {},
    }));
  });

  it('shows state, revision with its commit, source and health of the objects of an entity', async () => {
    const { body, status } = await portal.get(gitopsPaths.entity(ENTITY));
    expect(status).toBe(200);
    const snapshot: EntitySnapshot = body;
    expect(faultsOf('EntitySnapshot', body)).toEqual([]);
    expect(snapshot).toMatchObject({
      entityRef: 'component:default/web',
      owners: ['group:default/team'],
      clusters: [{ name: 'demo', isReachable: true, problems: [] }],
      unresolved: [],
    });
    expect(snapshot.objects).toMatchObject([
      {
        ref: REF,
        role: 'applier',
        state: 'Ready',
        statement: { code: 'appliesRevision', params: { revision: REVISION } },
        revision: {
          applied: {
            raw: REVISION,
            ref: 'main',
            hash: 'abcdef0123',
            commit: { title: 'Say hello', author: 'Ada' },
          },
        },
        schedule: { interval: '1m' },
        facts: [{ code: 'path', value: './web' }],
        source: {
          role: 'source',
          state: 'Ready',
          statement: { code: 'storesRevision' },
          facts: [{ code: 'url', value: 'https://git.example/x' }],
        },
        inventory: { health: { total: 1, healthy: 1 } },
        match: {
          origin: 'entity-annotation',
          isNamedByEntity: true,
          isAgreedByObject: true,
        },
        actions: [
          { action: 'reconcile', isAllowed: true },
          { action: 'reconcile-with-source', isAllowed: true },
          { action: 'suspend', isAllowed: true },
          { action: 'resume', isAllowed: true },
        ],
      },
    ]);
  });

  it('shows conditions, tree, actions and manifest of one object', async () => {
    const { body, status } = await portal.get(gitopsPaths.object(ENTITY, REF));
    expect(status).toBe(200);
    expect(faultsOf('ObjectDetail', body)).toEqual([]);
    expect(body).toMatchObject({
      ref: REF,
      conditions: [{ type: 'Ready', statement: { code: 'conditionReady' } }],
      sources: [{ ref: { kind: 'GitRepository', name: 'source' } }],
      tree: [{ kind: 'ConfigMap', name: 'web', health: 'Current' }],
      manifest: { kind: 'Kustomization', spec: { path: './web' } },
    });
  });

  it('says why references of an entity lead to nothing', async () => {
    const { body } = await portal.get(gitopsPaths.entity(entityName('lost')));
    expect(faultsOf('EntitySnapshot', body)).toEqual([]);
    expect(body.unresolved).toMatchObject([
      { reference: 'apps/gone', statement: { code: 'objectNotFound' } },
      { reference: 'mars/apps/web', statement: { code: 'clusterNotFound' } },
      { reference: 'web', statement: { code: 'annotationInvalid' } },
    ]);
    expect(body.objects).toEqual([]);
  });

  it('names the missing permission and the owners to whom it is denied', async () => {
    portal.denyAll();
    const { status, body } = await portal.get(gitopsPaths.entity(ENTITY));
    expect(status).toBe(403);
    expect(faultsOf('ErrorBody', body)).toEqual([]);
    expect(body.error.statement).toEqual({
      code: 'permissionMissing',
      params: {
        permission: 'gitops.read',
        entityRef: 'component:default/web',
        owners: ['group:default/team'],
      },
    });
  });

  it('audits a denied action and changes nothing', async () => {
    const before = await find();
    portal.denyAll();
    const fail = jest.fn(async () => {});
    portal.auditor.createEvent.mockImplementation(async () => ({
      success: async () => {},
      fail,
    }));
    expect((await act('suspend', { reason: 'because' })).status).toBe(403);
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'object-suspend' }),
    );
    expect(fail).toHaveBeenCalledTimes(1);
    expect((await find()).metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
  });

  it('answers 404 for an entity that is not there, and for an object of another entity', async () => {
    const missing = await portal.get(gitopsPaths.entity(entityName('nobody')));
    expect(missing.status).toBe(404);
    expect(missing.body.error.statement.code).toBe('entityNotFound');
    const path = gitopsPaths.action(entityName('other'), REF, 'reconcile');
    const foreign = await portal.post(path);
    expect(foreign.status).toBe(404);
    expect(foreign.body.error.statement.code).toBe('objectNotOfEntity');
  });

  it('answers 400 for an action that does not exist, and names those that do', async () => {
    const path = gitopsPaths.object(ENTITY, REF);
    const { status, body } = await portal.post(`${path}/explode`);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/action.*reconcile-with-source/);
    expect(portal.auditor.createEvent).not.toHaveBeenCalled();
  });

  it('answers 400 for a query that the document does not know', async () => {
    const path = gitopsPaths.entity(ENTITY);
    const { status, body } = await portal.get(`${path}?objects=all`);
    expect(status).toBe(400);
    expect(faultsOf('ErrorBody', body)).toEqual([]);
    expect(body.error.message).toContain("'objects'");
  });

  it('takes names with slashes and blanks', async () => {
    const ref = { ...REF, cluster: 'arn:aws:cluster/prod eu' };
    const { status, body } = await portal.get(gitopsPaths.object(ENTITY, ref));
    expect(status).toBe(404);
    expect(body.error.statement.params.object).toMatch(
      /^arn:aws:cluster\/prod eu\//,
    );
  });

  it('serves its document, with paths below where it is', async () => {
    const { status, body } = await portal.get('/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(body.paths)).toContain(
      '/api/gitops/entities/{kind}/{namespace}/{name}/stream',
    );
  });

  it('answers 400 for a body that is no JSON', async () => {
    const path = gitopsPaths.action(ENTITY, REF, 'suspend');
    const broken = await portal
      .post(path)
      .set('Content-Type', 'application/json')
      .send('{"reason":');
    expect(broken.status).toBe(400);
  });

  it('asks for a run as flux does, and records it', async () => {
    const { status, body } = await act('reconcile');
    expect(status).toBe(202);
    expect(faultsOf('ActionAccepted', body)).toEqual([]);
    const { metadata } = await find();
    expect(metadata.annotations?.[REQUESTED]).toBe(body.requestedAt);
    expect(metadata.generation).toBe(1);
    const detail = await portal.get(gitopsPaths.object(ENTITY, REF));
    expect(detail.body.actions).toMatchObject([
      { action: 'reconcile', by: user, outcome: 'requested' },
    ]);
  });

  it('asks the source and the object with one value, and waits for nobody', async () => {
    const { body, status } = await act('reconcile-with-source');
    expect(status).toBe(202);
    for (const { metadata } of [await findSource(), await find()]) {
      expect(metadata.annotations?.[REQUESTED]).toBe(body.requestedAt);
    }
  });

  it('suspends with who, why and until when, refuses to reconcile then, and resumes without a trace', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const before = await find();
    await act('suspend', { reason: 'Black Friday', until }).expect(202);
    const suspended = await find();
    expect(suspended.spec).toMatchObject({ suspend: true });
    expect(suspended.metadata.annotations).toMatchObject({
      'backstage-gitops.io/suspended-by': user,
      'backstage-gitops.io/suspended-reason': 'Black Friday',
      'backstage-gitops.io/suspended-until': until,
      'backstage-gitops.io/suspended-generation': String(
        suspended.metadata.generation,
      ),
    });
    await eventually(async () => (await act('reconcile')).status === 409);
    const refused = await act('reconcile-with-source');
    expect(refused.body.error.statement).toEqual({
      code: 'resumeFirst',
      params: { object: 'Kustomization/apps/web' },
    });
    const { body } = await portal.get(gitopsPaths.entity(ENTITY));
    expect(faultsOf('EntitySnapshot', body)).toEqual([]);
    expect(body.objects[0]).toMatchObject({
      state: 'Suspended',
      suspension: { by: user, reason: 'Black Friday', until },
    });
    await act('resume').expect(202);
    const resumed = await find();
    expect(resumed.spec).toMatchObject({ suspend: false });
    expect(Object.keys(resumed.metadata.annotations ?? {}).sort()).toEqual(
      Object.keys(before.metadata.annotations ?? {}).sort(),
    );
    await eventually(async () => (await act('reconcile')).status === 202);
  });

  it.each([
    [{}, /reason/],
    [{ reason: ' ' }, /reason: must say why/],
    [{ reason: 'x'.repeat(501) }, /reason.*500/],
    [{ reason: 1 }, /reason must be string/],
    [{ reason: 'x', because: 'y' }, /additional propert/],
    [{ reason: 'a\u0000b' }, /reason: must be printable/],
    [{ reason: 'a\u202eb' }, /reason: must be printable/],
    [{ reason: 'x', until: 'tomorrow' }, /until/],
    [{ reason: 'x', until: '2020-01-01T00:00:00Z' }, /must be in the future/],
  ])('refuses to suspend with %j', async (body, message) => {
    const response = await act('suspend', body);
    expect(response.status).toBe(400);
    expect(response.body.error.message).toMatch(message);
  });

  it('streams a new state when an object changes', async () => {
    const path = gitopsPaths.stream(ENTITY, REF);
    const stream = await readStream(portal.origin, path);
    expect(stream.contentType).toBe('text/event-stream');
    const text = await stream.readUntil(/event: detail\n.*\n\n/);
    for (const [name, schema] of Object.entries({
      snapshot: 'EntitySnapshot',
      detail: 'ObjectDetail',
    })) {
      const message = new RegExp(`event: ${name}\ndata: (.*)\n`).exec(text);
      expect(faultsOf(schema, JSON.parse(message![1]))).toEqual([]);
    }
    await setStatus(KUSTOMIZATION)('web', {
      conditions: [condition('Ready', 'False', 'BuildFailed')],
    });
    await stream.readUntil(/"state":"Failed"/);
    stream.close();
  });
});
