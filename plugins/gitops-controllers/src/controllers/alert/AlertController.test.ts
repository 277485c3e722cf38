/** @jest-environment node */
import { createHmac } from 'crypto';
import { DatabaseNotificationStore } from '../../notification/dispatch/DatabaseNotificationStore';
import {
  AlertEnvironment,
  eventOf,
  eventually,
} from './__testUtils__/AlertEnvironment';
import { HttpSink } from './__testUtils__/HttpSink';

const env = new AlertEnvironment();
let sink: HttpSink;

beforeAll(async () => {
  sink = await HttpSink.open();
  await env.open({ eventsServerAddress: '127.0.0.1:0' });
});
beforeEach(() => {
  sink.requests.length = 0;
  sink.answer = '';
});
afterAll(async () => {
  await env.close();
  await sink.close();
});

/** Bodies that have arrived at a path, once there are so many. */
async function bodiesAt(path: string, count: number) {
  return eventually(async () => {
    const found = sink.requests.filter(request => request.path === path);
    expect(found).toHaveLength(count);
    return found.map(({ body }) => JSON.parse(body));
  });
}

/** Sends an event that arrives after those before it. */
async function passMarker(name: string, path: string) {
  env.publish(eventOf(name, { message: `marker of ${name}` }));
  const bodies = await eventually(async () => {
    const found = sink.requests
      .filter(request => request.path === path)
      .map(({ body }) => JSON.parse(body));
    expect(found.at(-1)?.message).toBe(`marker of ${name}`);
    return found;
  });
  return bodies.slice(0, -1);
}

describe('alert controller', () => {
  it('NC-3 NC-10 sends the event with plain metadata, without token and checksum', async () => {
    const address = `${sink.url}/plain`;
    await env.createRoute('plain', { secret: { address } });
    env.publish(
      eventOf('plain', {
        metadata: {
          'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:abc',
          'kustomize.toolkit.fluxcd.io/token': 't',
          'kustomize.toolkit.fluxcd.io/checksum': 'c',
          'kustomize.toolkit.fluxcd.io/digest': 'd',
          'event.toolkit.fluxcd.io/team': 'web',
          'other/key': 'x',
        },
      }),
    );
    const [body] = await bodiesAt('/plain', 1);
    expect(body).toEqual({
      ...eventOf('plain'),
      metadata: { revision: 'main@sha1:abc', team: 'web' },
    });
    expect(sink.requests[0].headers['gotk-component']).toBe(
      'kustomize-controller',
    );
  });

  it('NC-9 takes address and headers of the Secret', async () => {
    await env.createRoute('secret', {
      provider: { address: 'http://127.0.0.1:1/unused' },
      secret: {
        address: `${sink.url}/secret`,
        headers: 'X-One: "1"\nAuthorization: Bearer two\n',
      },
    });
    env.publish(eventOf('secret'));
    await bodiesAt('/secret', 1);
    expect(sink.requests[0].headers).toMatchObject({
      'x-one': '1',
      authorization: 'Bearer two',
    });
  });

  it('NC-10 signs the body with the token', async () => {
    await env.createRoute('signed', {
      provider: { type: 'generic-hmac' },
      secret: { address: `${sink.url}/signed`, token: 'key' },
    });
    env.publish(eventOf('signed', { message: 'a < b & c > d \u2028' }));
    await bodiesAt('/signed', 1);
    const [{ body, headers }] = sink.requests;
    const signature = createHmac('sha256', 'key').update(body).digest('hex');
    expect(headers['x-signature']).toBe(`sha256=${signature}`);
    expect(body).toContain('a \\u003c b \\u0026 c \\u003e d \\u2028');
  });

  it('NC-4 takes events by severity, name and lists; exclusion wins', async () => {
    await env.createRoute('chosen', {
      secret: { address: `${sink.url}/chosen` },
      alert: {
        inclusionList: ['marker', 'wanted', '('],
        exclusionList: ['un.anted'],
      },
    });
    env.publish(eventOf('chosen', { message: 'wanted' }));
    env.publish(eventOf('chosen', { message: 'unwanted' }));
    env.publish(eventOf('chosen', { message: 'neither' }));
    env.publish(eventOf('another', { message: 'wanted, of another' }));
    const bodies = await passMarker('chosen', '/chosen');
    expect(bodies.map(({ message }) => message)).toEqual(['wanted']);
    await eventually(async () =>
      expect(await env.warningsOn('chosen')).toContain(
        'InvalidConfig: failed to compile inclusion regex: (',
      ),
    );
  });

  it('NC-4 looks at the labels of the live object', async () => {
    const eventSources = [
      { kind: 'Kustomization', name: '*', matchLabels: { team: 'web' } },
    ];
    await env.createRoute('labelled', {
      secret: { address: `${sink.url}/labelled` },
      alert: { eventSources },
    });
    for (const team of ['web', 'ops']) {
      await env.client.create({
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: team, namespace: 'default', labels: { team } },
        spec: {
          interval: '1h',
          prune: true,
          sourceRef: { kind: 'GitRepository', name: 'x' },
        },
      } as never);
    }
    env.publish(eventOf('ops', { message: 'labels' }));
    env.publish(eventOf('web', { message: 'labels' }));
    const bodies = await bodiesAt('/labelled', 1);
    expect(bodies[0].involvedObject.name).toBe('web');
    env.publish(eventOf('gone', { message: 'labels' }));
    await eventually(async () =>
      expect(await env.warningsOn('labelled')).toEqual([
        'SourceFetchFailed: error getting source object Kustomization/default/gone',
      ]),
    );
    await env.client.delete(
      { apiVersion: 'notification.toolkit.fluxcd.io/v1beta3', kind: 'Alert' },
      { namespace: 'default', name: 'labelled' },
    );
  });

  it('NC-5 warns of metadata that several give, and the controller wins', async () => {
    await env.createRoute('merged', {
      secret: { address: `${sink.url}/merged` },
      alert: {
        eventMetadata: { revision: 'alert', env: 'prod', summary: 'new' },
        summary: 'old',
      },
    });
    env.publish(
      eventOf('merged', {
        metadata: {
          'event.toolkit.fluxcd.io/env': 'object',
          'kustomize.toolkit.fluxcd.io/revision': 'controller',
        },
      }),
    );
    const [{ metadata }] = await bodiesAt('/merged', 1);
    expect(metadata).toEqual({
      revision: 'controller',
      env: 'prod',
      summary: 'old',
    });
    await eventually(async () =>
      expect(await env.warningsOn('merged')).toEqual([
        expect.stringMatching(/^MetadataAppendFailed: metadata key conflicts/),
      ]),
    );
  });

  it('NC-2 NC-8 sends repeats once, traces never, and a new token again', async () => {
    await env.createRoute('limited', {
      secret: { address: `${sink.url}/limited` },
    });
    const withToken = (token: string) =>
      eventOf('limited', {
        metadata: { 'kustomize.toolkit.fluxcd.io/token': token },
      });
    env.publish(eventOf('limited', { severity: 'trace', message: 'trace' }));
    env.publish(withToken('1'));
    env.publish(withToken('1'));
    env.publish(withToken('2'));
    const bodies = await passMarker('limited', '/limited');
    expect(bodies.map(({ message }) => message)).toEqual([
      'applied',
      'applied',
    ]);
  });

  it('NC-16 keeps updates of commit statuses from chats', async () => {
    await env.createRoute('chat', {
      provider: { type: 'slack', address: `${sink.url}/chat` },
    });
    const update = { 'kustomize.toolkit.fluxcd.io/commit_status': 'update' };
    env.publish(eventOf('chat', { message: 'hidden', metadata: update }));
    env.publish(eventOf('chat', { message: 'shown' }));
    const bodies = await bodiesAt('/chat', 1);
    expect(JSON.stringify(bodies[0])).toContain('shown');
  });

  it('names a type that it does not have', async () => {
    await env.createRoute('unknown', { provider: { type: 'nats' } });
    env.publish(eventOf('unknown'));
    await eventually(async () =>
      expect(await env.warningsOn('unknown')).toEqual([
        expect.stringMatching(
          /^NotificationDispatchFailed: .*no provider of type nats yet/,
        ),
      ]),
    );
  });

  it('NC-6 shows no secret when a delivery fails', async () => {
    const canaries = {
      token: 'canary-token-1',
      username: 'canary-user-2',
      password: 'canary-password-3',
      headers: 'X-Key: canary-header-4\n',
    };
    const url = new URL(`${sink.url}/canary-path-5?key=canary-query-6`);
    url.username = 'canary-inurl-7';
    sink.statuses = [403, 403];
    sink.answer = `no ${Object.values(canaries).join(' ')} ${url.href} ${
      url.pathname
    }`;
    await env.createRoute('canary', {
      secret: { ...canaries, address: url.href },
    });
    await env.createRoute('closed', {
      secret: { ...canaries, address: 'gopher://canary-address-8/' },
    });
    env.publish(eventOf('canary'));
    env.publish(eventOf('closed'));
    await eventually(async () => {
      expect(await env.warningsOn('closed')).toHaveLength(1);
      expect(await env.warningsOn('canary')).toEqual([
        expect.stringMatching(
          /^NotificationDispatchFailed: failed to send notification for Kustomization\/default\/canary: request failed with status code 403/,
        ),
      ]);
    });
    const { items } = await env.client.list({
      apiVersion: 'v1',
      kind: 'Event',
    });
    const store = new DatabaseNotificationStore({
      database: env.database.get,
      clusterName: 'test',
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const deliveries = await eventually(async () => {
      const found = await store.deliveries('default/canary');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(deliveries[0].error).toContain('403');
    const everything = [
      ...env.log,
      JSON.stringify(items),
      JSON.stringify(deliveries),
      await env.registry.metrics(),
    ].join('\n');
    expect(everything).toContain('failed to send notification');
    expect(everything).not.toMatch(/canary-[a-z]+-\d/);
  });

  it('sends only changes of state where an annotation asks for it', async () => {
    await env.createRoute('changes', {
      secret: { address: `${sink.url}/changes` },
      annotations: { 'backstage-gitops.io/notify': 'changes' },
    });
    const say = (severity: 'info' | 'error', reason: string, message: string) =>
      env.publish(eventOf('changes', { severity, reason, message }));
    say('info', 'ReconciliationSucceeded', 'works');
    say('error', 'BuildFailed', 'fails');
    say('info', 'Progressing', 'tries');
    say('error', 'HealthCheckFailed', 'fails again');
    say('info', 'ReconciliationSucceeded', 'works again');
    say('info', 'ReconciliationSucceeded', 'works still');
    say('error', 'BuildFailed', 'fails once more');
    const bodies = await bodiesAt('/changes', 3);
    expect(bodies.map(({ message }) => message)).toEqual([
      'fails',
      'works again',
      'fails once more',
    ]);
  });
});
