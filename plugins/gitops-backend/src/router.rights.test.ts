import { get } from 'node:http';
import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { KubeObject } from '@backstage-gitops/kube';
import type {
  ActionName,
  GitOpsObject,
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
import { readStream } from '../testing/readStream';
import {
  kubernetesConfigOf,
  startHangingServer,
} from '../testing/startHangingServer';
import {
  BASE,
  eventually,
  startPortal,
  type Portal,
} from '../testing/startPortal';

const CANARY = 'c4n4ry';
const ID = 'backstage.io/kubernetes-id';
const NAMESPACE = 'backstage.io/kubernetes-namespace';
const NAMED = 'backstage-gitops.io/kustomization';
const VICTIM = kustomizationRef('victim');
const secretSpec = {
  postBuild: { substitute: { password: CANARY } },
  patches: [
    { patch: `kind: Secret\nstringData: {token: ${CANARY}}`, target: {} },
  ],
};

const objects: KubeObject[] = [
  {
    ...GIT_REPOSITORY,
    metadata: { namespace: 'apps', name: 'source' },
    spec: {
      interval: '1m',
      url: `https://me:${CANARY}@git.example/x?t=${CANARY}`,
    },
  } as KubeObject,
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'flux-system' },
  },
  {
    ...GIT_REPOSITORY,
    metadata: { namespace: 'flux-system', name: 'source' },
    spec: { interval: '1m', url: 'https://git.example/fleet' },
  } as KubeObject,
  kustomization('borrower', agreeingTo('borrower'), {
    sourceRef: {
      kind: 'GitRepository',
      name: 'source',
      namespace: 'flux-system',
    },
  }),
  kustomization('victim', agreeingTo('victim'), secretSpec),
  kustomization('payments', { labels: { [ID]: 'payments' } }, secretSpec),
  kustomization('foreign', { ...agreeingTo('shop'), labels: { [ID]: 'shop' } }),
  kustomization(
    'shop',
    {
      annotations: {
        ...agreeingTo('shop').annotations,
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
          spec: secretSpec,
        }),
      },
    },
    secretSpec,
  ),
];

const entities = [
  component('victim', { [NAMED]: 'apps/victim' }),
  component('attacker', { [NAMED]: 'apps/victim' }),
  component('thief', { [ID]: 'payments', [NAMESPACE]: 'apps' }),
  component('payments', { [ID]: 'payments' }),
  component('borrower', { [NAMED]: 'apps/borrower' }),
  component('shop', { [NAMED]: 'apps/shop', [ID]: 'shop' }),
];

describe('rights of the portal API', () => {
  let portal: Portal;
  let hanging: Awaited<ReturnType<typeof startHangingServer>>;
  const objectsOf = async (entity: string): Promise<GitOpsObject[]> => {
    const { body } = await portal.get(gitopsPaths.entity(entityName(entity)));
    return body.objects ?? [];
  };

  beforeAll(async () => {
    hanging = await startHangingServer();
    portal = await startPortal({
      objects,
      entities,
      config: {
        gitops: { portal: { maxStreamsPerUser: 2 } },
        kubernetes: kubernetesConfigOf('dead', hanging.url),
      },
    });
    portal.allowAll();
    await portal.client.patch(
      KUSTOMIZATION,
      kustomizationRef('foreign'),
      { status: { conditions: [condition('Ready', 'False', 'BuildFailed')] } },
      { subresource: 'status' },
    );
    await portal.client.patch(
      KUSTOMIZATION,
      kustomizationRef('shop'),
      {
        status: {
          conditions: [
            {
              ...condition('Ready', 'False', 'ReconciliationFailed'),
              message: `Invalid value: ${CANARY}`,
            },
          ],
        },
      },
      { subresource: 'status' },
    );
    await eventually(async () => {
      const shown = await objectsOf('shop');
      return shown.length === 2 && shown.every(o => o.state === 'Failed');
    });
  }, 60_000);

  afterAll(async () => {
    hanging?.stop();
    await portal?.stop();
  });

  it.each(['suspend', 'resume', 'reconcile', 'reconcile-with-source'] as const)(
    'denies to %s an object that the entity names without its agreement',
    async action => {
      const path = gitopsPaths.action(entityName('attacker'), VICTIM, action);
      const { status, body } = await portal.post(path, { reason: 'x' });
      expect(status).toBe(403);
      expect(body.error.statement).toEqual({
        code: 'notAgreed',
        params: {
          annotation: 'backstage-gitops.io/entity',
          value: 'component:default/attacker',
        },
      });
      const { spec } = await portal.client.get<KubeObject & { spec: object }>(
        KUSTOMIZATION,
        VICTIM,
      );
      expect(spec).not.toHaveProperty('suspend');
    },
  );

  it('shows of it only what to add', async () => {
    expect(await objectsOf('attacker')).toMatchObject([
      { ref: VICTIM, state: 'Unknown', statement: { code: 'notAgreed' } },
    ]);
    const path = gitopsPaths.object(entityName('attacker'), VICTIM);
    expect((await portal.get(path)).status).toBe(403);
  });

  it('acts on it for the entity that it names', async () => {
    const path = gitopsPaths.action(entityName('victim'), VICTIM, 'reconcile');
    expect((await portal.post(path)).status).toBe(202);
  });

  it('takes an id that anybody can claim for no right to act, nor to the manifest', async () => {
    const ref = kustomizationRef('payments');
    const thief = entityName('thief');
    expect(await objectsOf('thief')).toMatchObject([
      { ref, match: { statement: { code: 'sharedIdOnly' } } },
    ]);
    const acted = await portal.post(gitopsPaths.action(thief, ref, 'resume'));
    expect(acted.status).toBe(403);
    const detail = await portal.get(gitopsPaths.object(thief, ref));
    expect(detail.status).toBe(200);
    expect(detail.body).not.toHaveProperty('manifest');
  });

  it('does not show a foreign object as its own that carries its id', async () => {
    const payments = entityName('payments');
    const { body } = await portal.get(gitopsPaths.entity(payments));
    expect(body.objects).toEqual([]);
    expect(body.unresolved).toMatchObject([
      {
        reference: 'demo/apps/payments',
        statement: { code: 'claimedByObject' },
      },
    ]);
    const path = gitopsPaths.object(payments, kustomizationRef('payments'));
    expect((await portal.get(path)).status).toBe(404);
  });

  it('lists a foreign object that claims the entity last, with a caveat', async () => {
    expect(await objectsOf('shop')).toMatchObject([
      { ref: { name: 'shop' }, match: { isNamedByEntity: true } },
      {
        ref: { name: 'foreign' },
        state: 'Failed',
        match: {
          isNamedByEntity: false,
          statement: { code: 'claimedByObject' },
        },
      },
    ]);
  });

  it('lets no substituted value, patch or credential of a URL out', async () => {
    const shop = entityName('shop');
    const ref = kustomizationRef('shop');
    const source = {
      ...ref,
      group: 'source.toolkit.fluxcd.io',
      kind: 'GitRepository',
      name: 'source',
    };
    const replies = [
      await portal.get(gitopsPaths.entity(shop)),
      await portal.get(gitopsPaths.object(shop, ref)),
      await portal.get(gitopsPaths.object(shop, source)),
      await portal.post(gitopsPaths.action(shop, ref, 'reconcile')),
    ];
    const stream = await readStream(
      portal.origin,
      gitopsPaths.stream(shop, ref),
    );
    const streamed = await stream.readUntil(/event: detail\n.*\n\n/);
    stream.close();
    expect(replies[1].body.manifest.spec.postBuild.substitute).toEqual({
      password: '***',
    });
    const text = [streamed, ...replies.map(reply => reply.text)].join();
    expect(text).toContain('git.example');
    expect(text).not.toContain(CANARY);
  });

  it('answers while a cluster does not', async () => {
    const shop = entityName('shop');
    const stream = await readStream(portal.origin, gitopsPaths.stream(shop));
    const first = await stream.readUntil(/event: snapshot\n.*\n\n/);
    stream.close();
    const { body } = await portal.get(gitopsPaths.entity(shop));
    expect(hanging.waiting).toBeGreaterThan(0);
    expect(first).toContain('"name":"foreign"');
    expect(body).toMatchObject({
      objects: [{ ref: { name: 'shop' } }, { ref: { name: 'foreign' } }],
      clusters: [
        { name: 'dead', isReachable: false },
        { name: 'demo', isReachable: true },
      ],
    });
  });

  it('refuses texts that nobody can read, and does not repeat them', async () => {
    const bad = '\u202eweb';
    const replies = [
      await portal.get(gitopsPaths.entity(entityName(bad))),
      await portal.get(
        gitopsPaths.object(entityName('shop'), kustomizationRef(bad)),
      ),
      await portal.get(
        `${gitopsPaths.stream(entityName('shop'))}?object=${encodeURIComponent(
          `demo/g/K/apps/${bad}`,
        )}`,
      ),
    ];
    for (const { status, text } of replies) {
      expect(status).toBe(400);
      expect(text).not.toContain('\u202e');
    }
  });

  it('does not let an object lend rights to a source of another namespace', async () => {
    const attacker = entityName('borrower');
    const path = (action: ActionName) =>
      gitopsPaths.action(attacker, kustomizationRef('borrower'), action);
    expect((await portal.post(path('reconcile'))).status).toBe(202);
    const { status, body } = await portal.post(path('reconcile-with-source'));
    expect(status).toBe(403);
    expect(body.error.statement.code).toBe('notAgreed');
    const { metadata } = await portal.client.get<KubeObject>(GIT_REPOSITORY, {
      namespace: 'flux-system',
      name: 'source',
    });
    expect(metadata.annotations).toBeUndefined();
    const [{ actions }] = await objectsOf('borrower');
    expect(actions).toMatchObject([
      { action: 'reconcile', isAllowed: true },
      { action: 'reconcile-with-source', deniedBy: 'not-agreed' },
      { action: 'suspend', isAllowed: true },
      { action: 'resume', isAllowed: true },
    ]);
  });

  it('keeps nothing for readers who leave before they are authorized', async () => {
    const path = gitopsPaths.stream(entityName('shop'));
    let decide = () => {};
    const decided = new Promise<void>(resolve => {
      decide = resolve;
    });
    portal.permissions.authorize.mockClear();
    portal.permissions.authorize.mockImplementation(async requests => {
      await decided;
      return requests.map(() => ({ result: AuthorizeResult.ALLOW }));
    });
    for (let i = 1; i <= 2; i += 1) {
      const request = get(`${portal.origin}${BASE}${path}`, {
        agent: false,
        headers: { Authorization: mockCredentials.user.header() },
      });
      request.on('error', () => {});
      const { authorize } = portal.permissions;
      await eventually(() => authorize.mock.calls.length === i);
      request.destroy();
    }
    // The server has to notice before the decision is there.
    await new Promise(resolve => setTimeout(resolve, 50));
    decide();
    portal.allowAll();
    const both = [
      await readStream(portal.origin, path),
      await readStream(portal.origin, path),
    ];
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    both.forEach(stream => stream.close());
  });

  it('refuses more streams than a user may have, and takes them again when some end', async () => {
    const path = gitopsPaths.stream(entityName('shop'));
    const open = () => readStream(portal.origin, path);
    const isOpen = async (stream: Awaited<ReturnType<typeof open>>) => {
      if (stream.status === 200) return true;
      stream.close();
      return false;
    };
    const held: Awaited<ReturnType<typeof open>>[] = [];
    // The stream of an earlier test may still be ending.
    await eventually(async () => {
      const next = await open();
      if (await isOpen(next)) held.push(next);
      return held.length === 2;
    });
    const refused = await open();
    expect(refused.status).toBe(429);
    expect(refused.retryAfter).toBe('30');
    expect(await refused.readUntil(/\}$/)).toContain('"tooManyStreams"');
    held[0].close();
    await eventually(async () => {
      const next = await open();
      next.close();
      return next.status === 200;
    });
    held[1].close();
  });
});
