import type {
  Alert,
  Provider,
  Receiver,
} from '@backstage-gitops/plugin-gitops-common';
import { redactObject } from '../redaction/redactObject';
import { toStatus } from '../views/toStatus';
import { alertPresenter } from './alert';
import type { PresentedObject, Presenter } from './Presenter';
import { providerPresenter } from './provider';
import { receiverPresenter } from './receiver';

const metadata = { name: 'chat', namespace: 'apps' };

const provider = (spec: Provider['spec']): Provider => ({
  apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
  kind: 'Provider',
  metadata,
  spec,
});

const alert = (spec: Partial<Alert['spec']> = {}): Alert => ({
  apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
  kind: 'Alert',
  metadata,
  spec: {
    providerRef: { name: 'chat' },
    eventSources: [
      { kind: 'Kustomization', name: '*' },
      { kind: 'HelmRelease', name: 'web', namespace: 'prod' },
    ],
    ...spec,
  },
});

const receiver = (type: Receiver['spec']['type']): Receiver => ({
  apiVersion: 'notification.toolkit.fluxcd.io/v1',
  kind: 'Receiver',
  metadata,
  spec: {
    type,
    events: ['ping', 'push'],
    secretRef: { name: 'token' },
    resources: [{ kind: 'GitRepository', name: 'fleet' }],
  },
  status: {
    webhookPath: '/hook/0123456789abcdef',
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'Succeeded',
        message: 'Receiver initialized for path: /hook/0123456789abcdef',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  },
});

function shown<T extends PresentedObject>(presenter: Presenter<T>, object: T) {
  return redactObject(presenter as Presenter, object);
}

const stateOf = (presenter: Presenter, object: PresentedObject) =>
  toStatus(object, {
    presenter,
    isFresh: true,
    nowMs: 0,
    ready: { code: 'ready', params: {} },
  }).state;

describe('presenters of notifications', () => {
  it('hides the address of a webhook, which is all that a sender needs, and keeps the channel', () => {
    const address = 'https://hooks.chat.example/services/T0/B0/abcdefgh';
    const object = provider({ type: 'slack', address, channel: 'team' });
    const { object: clean, mask } = shown(providerPresenter, object);
    expect(providerPresenter.facts(clean as Provider)).toEqual([
      { code: 'type', value: 'slack' },
      { code: 'address', value: '***' },
      { code: 'channel', value: 'team' },
    ]);
    expect(mask(`Post "${address}": refused`)).toBe('Post "***": refused');
  });

  it('shows the repository of a Git provider, without credentials', () => {
    const object = provider({
      type: 'github',
      address: 'https://me:secret-word@github.com/org/fleet',
    });
    const { object: clean } = shown(providerPresenter, object);
    expect(providerPresenter.facts(clean as Provider)).toContainEqual({
      code: 'address',
      value: 'https://github.com/org/fleet',
    });
  });

  it('hides the channel where it is a key', () => {
    const object = provider({ type: 'pagerduty', channel: 'integration-key' });
    const { object: clean } = shown(providerPresenter, object);
    expect(JSON.stringify(clean)).not.toContain('integration-key');
  });

  it('tells of an alert which events it sends where', () => {
    expect(alertPresenter.facts(alert())).toEqual([
      {
        code: 'eventSources',
        value: 'Kustomization apps/*, HelmRelease prod/web',
      },
      { code: 'severity', value: 'info' },
    ]);
    expect(alertPresenter.sourceRef?.(alert())).toEqual({
      group: 'notification.toolkit.fluxcd.io',
      kind: 'Provider',
      namespace: 'apps',
      name: 'chat',
    });
  });

  it('NC-6 NC-7 takes what has no status for Ready until it is suspended', () => {
    expect(stateOf(alertPresenter as Presenter, alert())).toBe('Ready');
    const suspended = alert({ suspend: true });
    expect(stateOf(alertPresenter as Presenter, suspended)).toBe('Suspended');
    expect(
      stateOf(receiverPresenter as Presenter, {
        ...receiver('github'),
        status: undefined,
      }),
    ).toBe('Unknown');
  });

  it('NC-19 tells of a receiver its path, its events and its objects', () => {
    const { object } = shown(receiverPresenter, receiver('github'));
    expect(receiverPresenter.facts(object as Receiver)).toEqual([
      { code: 'type', value: 'github' },
      { code: 'webhookPath', value: '/hook/0123456789abcdef' },
      { code: 'events', value: 'ping, push' },
      { code: 'resources', value: 'GitRepository apps/fleet' },
    ]);
  });

  it('NC-21 hides the path of a receiver that verifies nothing, wherever it stands', () => {
    const { object } = shown(receiverPresenter, receiver('generic'));
    expect(JSON.stringify(object)).not.toContain('0123456789abcdef');
  });
});
