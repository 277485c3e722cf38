import {
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { RecordedEvent } from '@backstage-gitops/kube';
import {
  KeyService,
  keyServicesExtensionPoint,
  KeyServicesRegistry,
} from './keyServices';
import {
  Notification,
  Notifier,
  notifiersExtensionPoint,
  NotifiersRegistry,
} from './notifiers';
import {
  promotionGatesExtensionPoint,
  PromotionGatesRegistry,
} from './promotionGates';
import {
  sourceCredentialsExtensionPoint,
  SourceCredentialsRegistry,
} from './sourceCredentials';

const keyService: KeyService = {
  kinds: ['hckms'],
  decrypt: async () => new Uint8Array([1]),
};
const notification: Notification = {
  cluster: 'demo',
  event: { reason: 'Progressing' } as unknown as RecordedEvent,
};

/** The two plugins, as far as extension points go. */
function createPlugins() {
  const registries = {
    sourceCredentials: new SourceCredentialsRegistry(),
    keyServices: new KeyServicesRegistry(),
    notifiers: new NotifiersRegistry(),
    gates: new PromotionGatesRegistry(),
  };
  const controllers = createBackendPlugin({
    pluginId: 'gitops-controllers',
    register(env) {
      env.registerExtensionPoint(
        sourceCredentialsExtensionPoint,
        registries.sourceCredentials,
      );
      env.registerExtensionPoint(
        keyServicesExtensionPoint,
        registries.keyServices,
      );
      env.registerExtensionPoint(notifiersExtensionPoint, registries.notifiers);
      env.registerInit({ deps: {}, init: async () => {} });
    },
  });
  const portal = createBackendPlugin({
    pluginId: 'gitops',
    register(env) {
      env.registerExtensionPoint(
        promotionGatesExtensionPoint,
        registries.gates,
      );
      env.registerInit({ deps: {}, init: async () => {} });
    },
  });
  return { registries, plugins: [controllers, portal] };
}

function moduleOfControllers(moduleId: string, notifier: Notifier) {
  return createBackendModule({
    pluginId: 'gitops-controllers',
    moduleId,
    register(env) {
      env.registerInit({
        deps: {
          credentials: sourceCredentialsExtensionPoint,
          keys: keyServicesExtensionPoint,
          notifiers: notifiersExtensionPoint,
        },
        async init({ credentials, keys, notifiers }) {
          credentials.addSourceCredentials({
            provider: 'azure',
            getCredentials: async ({ url }) => ({
              type: 'bearer',
              token: `token of ${url}`,
            }),
          });
          keys.addKeyService('huawei', keyService);
          notifiers.addNotifier(notifier);
        },
      });
    },
  });
}

const gateModule = createBackendModule({
  pluginId: 'gitops',
  moduleId: 'gate',
  register(env) {
    env.registerInit({
      deps: { gates: promotionGatesExtensionPoint },
      async init({ gates }) {
        gates.addGate({
          name: 'scan',
          check: async () => ({ state: 'passed', code: 'scanned' }),
        });
      },
    });
  },
});

async function start(features: BackendFeature[]) {
  const backend = await startTestBackend({ features });
  await backend.stop();
}

describe('extension points', () => {
  it('take what modules add', async () => {
    const { registries, plugins } = createPlugins();
    const notifier: Notifier = { name: 'inbox', notify: jest.fn() };
    await start([
      ...plugins,
      gateModule,
      moduleOfControllers('cloud', notifier),
    ]);
    const signal = new AbortController().signal;
    expect(
      await registries.sourceCredentials.get('azure')?.getCredentials({
        cluster: 'demo',
        source: { apiVersion: 'v1', kind: 'GitRepository', name: 'a' },
        url: 'https://git',
        signal,
      }),
    ).toEqual({ type: 'bearer', token: 'token of https://git' });
    expect(registries.sourceCredentials.get('gcp')).toBeUndefined();
    expect(registries.keyServices.list()).toEqual([keyService]);
    expect(registries.gates.list()).toHaveLength(1);
    expect(
      await registries.gates.get('scan')?.check({
        entityRef: 'component:default/podinfo',
        from: 'test',
        to: 'prod',
        revision: 'main@sha1:a',
        signal,
      }),
    ).toEqual({ state: 'passed', code: 'scanned' });
    registries.notifiers.notify(notification, mockServices.logger.mock());
    await Promise.resolve();
    expect(notifier.notify).toHaveBeenCalledWith(notification);
  });

  it('refuse a second registration of a name', async () => {
    const { plugins } = createPlugins();
    const notifier: Notifier = { name: 'inbox', notify: async () => {} };
    await expect(
      start([
        ...plugins,
        moduleOfControllers('one', notifier),
        moduleOfControllers('two', notifier),
      ]),
    ).rejects.toThrow('two modules add the source credentials of provider');
  });
});

describe('NotifiersRegistry', () => {
  it('goes on when a notifier throws or rejects', async () => {
    const logger = mockServices.logger.mock();
    const registry = new NotifiersRegistry();
    registry.addNotifier({
      name: 'throws',
      notify: () => {
        throw new Error('bug');
      },
    });
    registry.addNotifier({
      name: 'rejects',
      notify: async () => {
        throw new Error('503');
      },
    });
    const seen: Notification[] = [];
    registry.addNotifier({
      name: 'works',
      notify: async taken => void seen.push(taken),
    });
    registry.notify(notification, logger);
    await new Promise(resolve => setImmediate(resolve));
    expect(seen).toEqual([notification]);
    expect(logger.warn.mock.calls.map(([, meta]) => meta)).toEqual([
      { notifier: 'throws', error: 'bug' },
      { notifier: 'rejects', error: '503' },
    ]);
  });

  it('drops events of a notifier that does not keep up', async () => {
    const logger = mockServices.logger.mock();
    const registry = new NotifiersRegistry();
    const open: (() => void)[] = [];
    registry.addNotifier({
      name: 'slow',
      notify: () => new Promise(resolve => open.push(resolve)),
    });
    for (let i = 0; i < 102; i += 1) registry.notify(notification, logger);
    await new Promise(resolve => setImmediate(resolve));
    expect(open).toHaveLength(100);
    expect(logger.warn).toHaveBeenCalledTimes(2);
    open.forEach(resolve => resolve());
    await new Promise(resolve => setImmediate(resolve));
    registry.notify(notification, logger);
    await new Promise(resolve => setImmediate(resolve));
    expect(open).toHaveLength(101);
  });
});
