/** @jest-environment node */
import { errorOf, sampleEvent, sampleSettings } from './__testUtils__/samples';
import { sentry } from './sentry';

const DSN = 'https://key:hunter2@sentry.example.com/sub/7';

function sent(changes = {}) {
  const settings = sampleSettings('sentry', { address: DSN, channel: 'prod' });
  const [request] = sentry.toRequests(sampleEvent(changes), settings);
  const [head, item, payload] = String(request.body)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  return { request, head, item, payload };
}

describe('sentry', () => {
  it('NC-12 NC-18b posts an error to the project of the DSN', () => {
    const { request, head, item, payload } = sent();
    expect(request.url).toBe('https://sentry.example.com/sub/api/7/envelope/');
    expect(request.headers).toEqual({
      'Content-Type': 'application/x-sentry-envelope',
      'X-Sentry-Auth': expect.stringMatching(
        /^Sentry sentry_version=7, .*sentry_key=key, sentry_secret=hunter2$/,
      ),
    });
    expect(item).toEqual({ type: 'event' });
    expect(head.event_id).toMatch(/^[0-9a-f]{32}$/);
    expect(payload).toMatchObject({
      event_id: head.event_id,
      level: 'error',
      environment: 'prod',
      server_name: 'kustomize-controller',
      transaction: 'Kustomization: flux-system/podinfo',
      contexts: { metadata: { summary: 'eu-1' } },
    });
  });

  it('NC-12 posts anything else as a transaction', () => {
    const { item, payload } = sent({ severity: 'info' });
    expect(item).toEqual({ type: 'transaction' });
    expect(payload).toMatchObject({
      type: 'transaction',
      tags: { flux_reason: 'HealthCheckFailed', summary: 'eu-1' },
      spans: [{ op: 'event', trace_id: payload.contexts.trace.trace_id }],
    });
  });

  it.each(['https://sentry.example.com/7', 'https://key@sentry.example.com'])(
    'NC-18b wants a DSN: %s',
    address => {
      const settings = sampleSettings('sentry', { address });
      const error = errorOf(() => sentry.toRequests(sampleEvent(), settings));
      expect(error).toMatchObject({
        code: 'settings',
        message:
          'Provider flux-system/sink (sentry): address is not a DSN: https://KEY@HOST/PROJECT',
      });
    },
  );
});
