import type { KubeObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { json } from 'stream/consumers';
import {
  eventually,
  HostEnvironment,
  statesOf,
  waitUntil,
} from './__testUtils__/HostEnvironment';
import { CONTROLLERS } from '../controllers';
import type { ControllerDeps, ControllerModule } from './module';

const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

const env = new HostEnvironment();
beforeAll(() => env.open());
afterAll(() => env.close());

/** A controller that notes what it is given and does nothing. */
function recordingModule(
  module: ControllerModule,
  given: ControllerDeps[],
): ControllerModule {
  return {
    ...module,
    create(deps) {
      given.push(deps);
      return {
        hasSynced: true,
        run: signal =>
          new Promise(resolve =>
            signal.addEventListener('abort', () => resolve(), { once: true }),
          ),
      };
    },
  };
}

describe('startControllers', () => {
  it('asks for the installation on a cluster without the kinds', async () => {
    await expect(env.start()).rejects.toMatchObject({
      code: 'not-installed',
      message: expect.stringContaining('gitops install'),
    });
  });

  it('runs the controllers whose CRD is there, and the others once it is', async () => {
    const stop = new AbortController();
    const definitions = installManifests() as unknown as KubeObject[];
    const isLate = ({ metadata }: KubeObject) =>
      metadata.name === 'kustomizations.kustomize.toolkit.fluxcd.io';
    for (const manifest of definitions.filter(object => !isLate(object))) {
      await env.client.apply(manifest, { fieldManager: 'flux' });
    }
    const given: ControllerDeps[] = [];
    const [sources, appliers] = ['source', 'kustomize'].map(name =>
      CONTROLLERS.filter(
        ({ kind }) => kind.component === `${name}-controller`,
      ).map(module => recordingModule(module, given)),
    );
    const host = await eventually(() =>
      env.start({
        modules: [...sources, ...appliers],
        flags: { 'enable-leader-election': 'false' },
        stop,
      }),
    );
    await waitUntil(() => host.components[0].isReady);
    expect(host.components[1]).toMatchObject({
      name: 'kustomize-controller',
      isReady: false,
    });
    stop.abort();
    await host.stopped;
    for (const manifest of definitions.filter(isLate)) {
      await env.client.apply(manifest, { fieldManager: 'flux' });
    }
    await eventually(() => env.client.list(KUSTOMIZATION));
  });

  it('refuses a feature gate or a component that does not exist', async () => {
    await expect(
      env.start({ flags: { 'feature-gates': 'Nope=true' } }),
    ).rejects.toMatchObject({
      code: 'invalid-option',
      message:
        "unable to load feature gates: feature-gate 'Nope' not supported",
    });
    await expect(
      env.start({ flags: { components: 'nope-controller' } }),
    ).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(
        /^there is no component "nope-controller"; choose from source-controller/,
      ),
    });
  });

  it('CM-21 forwards events but those for traces', async () => {
    const received: { reason: string }[] = [];
    const receiver = createServer((request, response) => {
      json(request)
        .then(event => received.push(event as { reason: string }))
        .finally(() => response.writeHead(202).end())
        .catch(() => undefined);
    });
    await new Promise<void>(done => receiver.listen(0, '127.0.0.1', done));
    const { port } = receiver.address() as AddressInfo;
    const stop = new AbortController();
    const given: ControllerDeps[] = [];
    const host = await env.start({
      modules: [recordingModule(CONTROLLERS[0], given)],
      flags: {
        'enable-leader-election': 'false',
        'events-addr': `http://127.0.0.1:${port}/`,
      },
      stop,
    });
    await waitUntil(() => given.length === 1);
    const object: KubeObject = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'web', namespace: 'default' },
    };
    for (const [reason, trace] of [
      ['Unchanged', true],
      ['NewArtifact', false],
    ] as const) {
      const event = { type: 'Normal', reason, message: 'text', trace } as const;
      given[0].recorder.record(object, 'source-controller', event);
    }
    stop.abort();
    await host.stopped;
    expect(received.map(({ reason }) => reason)).toEqual(['NewArtifact']);
    await new Promise(done => receiver.close(done));
  });

  it('runs only the components that are asked for', async () => {
    const stop = new AbortController();
    const host = await env.start({
      flags: { components: 'kustomize-controller' },
      stop,
    });
    await waitUntil(() => host.components[0].isReady);
    expect(statesOf(host)).toEqual({ 'kustomize-controller': 'leading' });
    stop.abort();
    await host.stopped;
  });

  it('gives every controller its options, gates and scope', async () => {
    const given: ControllerDeps[] = [];
    const stop = new AbortController();
    const host = await env.start({
      modules: CONTROLLERS.map(module => recordingModule(module, given)),
      flags: {
        'enable-leader-election': 'false',
        concurrent: '9',
        'override-manager': 'helm,rancher',
        'feature-gates': 'DisableFailFastBehavior=true',
        'watch-all-namespaces': 'false',
        namespace: 'team',
        'watch-label-selector': 'sharding.fluxcd.io/key=one',
        'kube-api-qps': '7',
      },
      stop,
    });
    await waitUntil(() => given.length === CONTROLLERS.length);
    for (const deps of given) {
      expect(deps).toMatchObject({
        options: 'concurrent' in deps.options ? { concurrent: 9 } : {},
        scope: {
          namespace: 'team',
          labelSelector: 'sharding.fluxcd.io/key=one',
        },
        host: { kubeApiQps: 7 },
      });
    }
    expect(given.map(({ options }) => options)).toContainEqual(
      expect.objectContaining({ overrideManagers: ['helm', 'rancher'] }),
    );
    expect(given.map(({ gates }) => gates)).toContainEqual(
      expect.objectContaining({
        DisableFailFastBehavior: true,
        StrictPostBuildSubstitutions: true,
      }),
    );
    stop.abort();
    await host.stopped;
  });

  it('ends with the error of a controller that breaks down', async () => {
    const broken: ControllerModule = {
      ...CONTROLLERS[0],
      create: () => ({
        hasSynced: true,
        run: async () => {
          throw new Error('broken down');
        },
      }),
    };
    const host = await env.start({
      modules: [broken, ...CONTROLLERS.slice(1)],
    });
    await expect(host.stopped).rejects.toThrow('broken down');
  });
});
