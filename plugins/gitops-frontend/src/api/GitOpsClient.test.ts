import { anApplier } from '../__testUtils__/fixtures';
import { GitOpsClient } from './GitOpsClient';
import { statementOf } from './refusal';

const entity = { kind: 'component', namespace: 'default', name: 'web' };
const { ref } = anApplier();
const BASE = 'http://portal/api/gitops';
const WEB = `${BASE}/entities/component/default/web`;

/**
 * A client of a server that gives one answer, behind a middleware that makes
 * requests of its own, as that of Backstage does.
 */
function aClient(answer: () => Response) {
  const requests: Request[] = [];
  const client = new GitOpsClient(
    { getBaseUrl: async () => BASE },
    {
      fetch: async (input, { signal: _, ...init } = {}) => {
        requests.push(new Request(input, init), new Request(input, init));
        return answer();
      },
    },
  );
  return { client, requests };
}

const accepted = () =>
  Response.json({ requestedAt: '2026-01-01T00:00:00Z' }, { status: 202 });

const anObserver = () => ({
  onSnapshot: jest.fn(),
  onDetail: jest.fn(),
  onLive: jest.fn(),
  onBroken: jest.fn(),
  onRefused: jest.fn(),
});

describe('GitOpsClient', () => {
  it('asks for an action without a body', async () => {
    const { client, requests } = aClient(accepted);
    const answer = await client.requestAction(entity, ref, {
      action: 'reconcile',
    });
    expect(answer).toEqual({ requestedAt: '2026-01-01T00:00:00Z' });
    const [request] = requests;
    expect(request.method).toBe('POST');
    expect(request.url).toBe(
      `${WEB}/objects/demo/kustomize.toolkit.fluxcd.io/Kustomization/apps/web/reconcile`,
    );
    expect(await request.text()).toBe('');
  });

  it('says why it suspends, and names a cluster of any name', async () => {
    const { client, requests } = aClient(accepted);
    await client.requestAction(
      entity,
      { ...ref, cluster: 'arn:aws:cluster/prod eu' },
      { action: 'suspend', reason: 'Black Friday' },
    );
    const [request] = requests;
    expect(request.url).toBe(
      `${WEB}/objects/arn%3Aaws%3Acluster%2Fprod%20eu/kustomize.toolkit.fluxcd.io/Kustomization/apps/web/suspend`,
    );
    expect(await request.json()).toEqual({ reason: 'Black Friday' });
  });

  it('rejects with what the server says to a person', async () => {
    const statement = { code: 'tooManyStreams', params: { limit: 2 } };
    const error = { name: 'NotAllowedError', message: 'no', statement };
    const { client } = aClient(() =>
      Response.json(
        { error, request: {}, response: { statusCode: 403 } },
        { status: 403 },
      ),
    );
    const refused = await client
      .requestAction(entity, ref, { action: 'resume' })
      .catch(cause => cause);
    expect(statementOf(refused)).toEqual(statement);
  });

  it.each([
    [undefined, `${WEB}/stream`],
    [
      ref,
      `${WEB}/stream?object=${encodeURIComponent(
        'demo/kustomize.toolkit.fluxcd.io/Kustomization/apps/web',
      )}`,
    ],
  ])('follows an entity, with object %p', async (object, url) => {
    const { client, requests } = aClient(
      () => new Response('event: snapshot\ndata: {"objects":[]}\n\n'),
    );
    const observer = anObserver();
    const snapshot = new Promise<void>(resolve => {
      observer.onSnapshot.mockImplementation(() => resolve());
      observer.onBroken.mockImplementation(error => {
        throw error;
      });
    });
    const stop = client.follow(entity, object, observer);
    await snapshot;
    stop();
    const [request] = requests;
    expect(request.url).toBe(url);
    expect(request.headers.get('accept')).toBe('text/event-stream');
    expect(observer.onSnapshot).toHaveBeenCalledWith({ objects: [] });
  });
});
