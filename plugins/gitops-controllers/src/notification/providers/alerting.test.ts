/** @jest-environment node */
import { alertmanager } from './alertmanager';
import { errorOf, sampleEvent, sampleSettings } from './__testUtils__/samples';
import { datadog } from './datadog';
import { grafana } from './grafana';
import { opsgenie } from './opsgenie';
import { pagerDuty } from './pagerDuty';

const REVISION = 'main@sha1:dee2fdc2bb6b2ff2d6c4a9ddf2a2ac1da0d58a1c';
const AT = Date.parse(sampleEvent().timestamp) / 1000;

describe('alertmanager', () => {
  it('NC-12 fires an alert with labels of the metadata', () => {
    const settings = sampleSettings('alertmanager', { token: 't' });
    const [{ body, headers }] = alertmanager.toRequests(
      sampleEvent(),
      settings,
    );
    expect(headers).toEqual({ Authorization: 'Bearer t' });
    expect(body).toEqual([
      {
        status: 'firing',
        labels: {
          revision: REVISION,
          alertname: 'FluxKustomizationHealthcheckfailed',
          severity: 'error',
          reason: 'HealthCheckFailed',
          kind: 'Kustomization',
          name: 'podinfo',
          namespace: 'flux-system',
          reportingcontroller: 'kustomize-controller',
        },
        annotations: {
          message: 'deployment *failed*\nafter 5m',
          summary: 'eu-1',
        },
        startsAt: '2026-01-02T03:04:05Z',
        endsAt: '0001-01-01T00:00:00Z',
      },
    ]);
  });

  it('NC-18b prefers user and password', () => {
    const own = { token: 't', username: 'u', password: 'p' };
    const settings = sampleSettings('alertmanager', own);
    const [{ headers }] = alertmanager.toRequests(sampleEvent(), settings);
    expect(headers).toEqual({ Authorization: 'Basic dTpw' });
  });
});

describe('pagerduty', () => {
  const settings = sampleSettings('pagerduty', {
    address: 'https://events.example.com/any/path',
    channel: 'key',
  });

  it('NC-12 opens an incident of the object', () => {
    const requests = pagerDuty.toRequests(sampleEvent(), settings);
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://events.example.com/v2/enqueue',
        body: {
          routing_key: 'key',
          event_action: 'trigger',
          dedup_key: 'b7a4c0de-0000-4000-8000-000000000001',
          payload: {
            summary: 'health check failed: kustomization/podinfo',
            source: 'Flux kustomize-controller',
            timestamp: '2026-01-02T03:04:05Z',
            severity: 'error',
            component: 'podinfo',
            group: 'Kustomization',
            custom_details: {
              message: 'deployment *failed*\nafter 5m',
              metadata: { summary: 'eu-1', revision: REVISION },
            },
          },
        },
      },
    ]);
  });

  it('NC-12 closes it and tells of the change when all is well', () => {
    const event = sampleEvent({ severity: 'info', metadata: undefined });
    const [closed, change] = pagerDuty.toRequests(event, settings);
    expect(closed.body).toMatchObject({ event_action: 'resolve' });
    expect(closed.body).not.toHaveProperty('payload');
    expect(change.url).toBe('https://events.example.com/v2/change/enqueue');
    expect(change.body).toEqual({
      routing_key: 'key',
      payload: expect.objectContaining({
        summary: 'health check failed: kustomization/podinfo',
        custom_details: { message: event.message, metadata: {} },
      }),
    });
  });

  it('NC-12 sends nothing while the object progresses', () => {
    const event = sampleEvent({ severity: 'info', reason: 'Progressing' });
    expect(pagerDuty.toRequests(event, settings)).toEqual([]);
  });
});

describe('opsgenie, grafana, datadog', () => {
  it('NC-12 opsgenie takes a key, and says when there is none', () => {
    const settings = sampleSettings('opsgenie', { token: 'k' });
    expect(opsgenie.toRequests(sampleEvent(), settings)).toMatchObject([
      {
        headers: { Authorization: 'GenieKey k' },
        body: {
          message: 'Kustomization/podinfo',
          description: 'deployment *failed*\nafter 5m',
          details: { severity: 'error', summary: 'eu-1' },
        },
      },
    ]);
    const none = sampleSettings('opsgenie');
    expect(
      errorOf(() => opsgenie.toRequests(sampleEvent(), none)),
    ).toMatchObject({
      code: 'settings',
      message:
        'Provider flux-system/sink (opsgenie): token is missing in the Secret',
    });
  });

  it('NC-12 grafana has seconds, and no colon in a tag of metadata', () => {
    const own = { token: 't', username: 'u', password: 'p' };
    const settings = sampleSettings('grafana', own);
    expect(grafana.toRequests(sampleEvent(), settings)).toMatchObject([
      {
        headers: { Authorization: 'Bearer t' },
        body: {
          when: AT,
          text: 'kustomization/podinfo.flux-system',
          tags: [
            'flux',
            'kustomize-controller',
            `revision: ${REVISION.replace(':', '|')}`,
            'summary: eu-1',
            'kind: Kustomization',
            'name: podinfo',
            'namespace: flux-system',
          ],
        },
      },
    ]);
  });

  it('NC-12 an event without a time is of the year 1, as in Flux', () => {
    const event = sampleEvent({ timestamp: '' });
    const settings = sampleSettings('grafana');
    expect(grafana.toRequests(event, settings)).toMatchObject([
      { body: { when: -62_135_596_800 } },
    ]);
    expect(alertmanager.toRequests(event, settings)).toMatchObject([
      { body: [{ startsAt: '0001-01-01T00:00:00Z' }] },
    ]);
  });

  it('NC-12 datadog has tags of small letters', () => {
    const settings = sampleSettings('datadog', { token: 'k' });
    expect(datadog.toRequests(sampleEvent(), settings)).toMatchObject([
      {
        url: 'https://chat.example.com/api/v1/events',
        headers: { 'DD-API-KEY': 'k' },
        body: {
          title: 'Events from the Kustomization podinfo/flux-system',
          date_happened: AT,
          alert_type: 'error',
          tags: expect.arrayContaining([
            'flux_reason:healthcheckfailed',
            'kube_kind:kustomization',
          ]),
        },
      },
    ]);
  });
});
