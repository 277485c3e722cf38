/** @jest-environment node */
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { configMap, createTestChart } from '../__testUtils__/createTestChart';
import {
  startTestCluster,
  type TestCluster,
} from '../__testUtils__/startTestCluster';
import { install } from './install';
import type { InstallOptions } from './types';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap' };

function read(namespace: string, name: string, type = CONFIG) {
  return cluster.client.find<UnstructuredObject>(type, { namespace, name });
}

function optionsFor(
  namespace: string,
  files: Record<string, string>,
  more: Partial<InstallOptions> = {},
): InstallOptions {
  return {
    name: 'shop',
    namespace,
    chart: createTestChart(files),
    values: new Map(),
    ...more,
  };
}

describe('install', () => {
  it('applies objects as the manager of the context, and stores how it went', async () => {
    const context = await cluster.createContext('plain');
    const release = await install(
      context,
      optionsFor('plain', {
        'templates/b.yaml': configMap('b', '{{ .Release.Revision }}'),
        'templates/NOTES.txt': 'Hello {{ .Release.Name }}',
      }),
    );
    expect(release).toMatchObject({
      name: 'shop',
      namespace: 'plain',
      version: 1,
      applyMethod: 'ssa',
      manifest: `---\n# Source: shop/templates/b.yaml\n${configMap(
        'b',
        '1',
      ).trim()}\n`,
      info: {
        status: 'deployed',
        description: 'Install complete',
        notes: 'Hello shop',
      },
    });
    expect(context.storage.writes).toEqual(['1 pending-install', '1 deployed']);
    const object = await read('plain', 'b');
    expect(object?.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: {
        'meta.helm.sh/release-name': 'shop',
        'meta.helm.sh/release-namespace': 'plain',
      },
    });
    expect(object?.metadata.managedFields).toMatchObject([
      { manager: 'helm', operation: 'Apply' },
    ]);
  });

  it('looks up objects as the release itself, also what an answer leads to', async () => {
    const context = await cluster.createContext('looks');
    await cluster.client.create({
      ...CONFIG,
      metadata: { name: 'first', namespace: 'looks' },
      data: { next: 'first' },
    } as UnstructuredObject);
    const template =
      '{{ $a := lookup "v1" "ConfigMap" "looks" "first" }}{{ with $a }}' +
      '{{ $b := lookup "v1" "ConfigMap" "looks" .data.next }}' +
      `${configMap(
        'found',
        '{{ $b.metadata.name }} {{ len (lookup "v1" "Secret" "looks" "").items }}',
      )}{{ end }}`;
    await install(
      context,
      optionsFor('looks', { 'templates/a.yaml': template }),
    );
    expect(await read('looks', 'found')).toMatchObject({
      data: { key: 'first 0' },
    });
  });

  it('installs CRDs first, and offers their kinds to the templates', async () => {
    const context = await cluster.createContext('crds');
    const crd = JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'shelves.shop.test' },
      spec: {
        group: 'shop.test',
        names: { kind: 'Shelf', plural: 'shelves' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        ],
      },
    });
    const release = await install(
      context,
      optionsFor(
        'crds',
        {
          'crds/shelf.yaml': crd,
          'templates/a.yaml':
            'apiVersion: shop.test/v1\nkind: Shelf\nmetadata:\n  name: a\n' +
            'served: {{ .Capabilities.APIVersions.Has "shop.test/v1/Shelf" }}\n',
        },
        { waitStrategy: 'watcher', timeoutMs: 20_000 },
      ),
    );
    expect(release.info.status).toBe('deployed');
    expect(
      await read('crds', 'a', { apiVersion: 'shop.test/v1', kind: 'Shelf' }),
    ).toMatchObject({ served: true });
  });

  it('creates its namespace, labelled with its name', async () => {
    const context = await cluster.createContext('makes');
    const files = { 'templates/a.yaml': configMap('a', '1') };
    const release = { ...optionsFor('made', files), createNamespace: true };
    await install(context, release);
    expect(await read('made', 'a')).toBeDefined();
    expect(
      (
        await cluster.client.get(
          { apiVersion: 'v1', kind: 'Namespace' },
          { name: 'made' },
        )
      ).metadata.labels,
    ).toMatchObject({ name: 'made' });
  });

  it.each(['server', 'client'] as const)(
    'writes nothing in a dry-run of the %s',
    async dryRun => {
      const namespace = `dry-${dryRun}`;
      const context = await cluster.createContext(namespace);
      const files = { 'templates/a.yaml': configMap('a', '1') };
      const release = await install(
        context,
        optionsFor(namespace, files, { dryRun }),
      );
      expect(release.info).toMatchObject({
        status: 'pending-install',
        description: 'Dry run complete',
      });
      expect(release.manifest).toContain('name: a');
      expect(context.storage.writes).toEqual([]);
      expect(await read(namespace, 'a')).toBeUndefined();
    },
  );

  it('refuses names that are in use or none', async () => {
    const context = await cluster.createContext('names');
    const options = optionsFor('names', {
      'templates/a.yaml': configMap('a', '1'),
    });
    await install(context, options);
    await expect(install(context, options)).rejects.toMatchObject({
      name: 'ActionError',
      code: 'name',
      message:
        'release name check failed: cannot reuse a name that is still in use',
      release: undefined,
    });
    await expect(
      install(context, { ...options, replace: true }),
    ).rejects.toMatchObject({ code: 'name' });
    await expect(install(context, { ...options, name: 'A_b' })).rejects.toThrow(
      /^release name check failed: release name "A_b": invalid release name/,
    );
  });

  it('takes the place of a failed release, as its next revision', async () => {
    const context = await cluster.createContext('again');
    const bad = optionsFor('again', {
      'templates/a.yaml': configMap('BAD', '1'),
    });
    await expect(install(context, bad)).rejects.toMatchObject({
      code: 'apply',
    });
    const good = optionsFor(
      'again',
      { 'templates/a.yaml': configMap('a', '1') },
      { replace: true },
    );
    await expect(install(context, good)).resolves.toMatchObject({ version: 2 });
    expect(context.storage.writes).toEqual([
      '1 pending-install',
      '1 failed',
      '2 pending-install',
      '2 deployed',
    ]);
  });

  it('refuses objects of nobody and of others, and adopts its own', async () => {
    const context = await cluster.createContext('adopts');
    const live: UnstructuredObject = {
      ...CONFIG,
      metadata: { name: 'a', namespace: 'adopts' },
      data: { key: 'theirs', more: 'theirs' },
    };
    await cluster.client.create(live, { fieldManager: 'other' });
    const options = optionsFor('adopts', {
      'templates/a.yaml': configMap('a', 'ours'),
    });
    await expect(install(context, options)).rejects.toMatchObject({
      code: 'ownership',
      message:
        'unable to continue with install: ConfigMap "a" in namespace "adopts" exists and cannot be imported into the current release: invalid ownership metadata; ' +
        'label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; ' +
        'annotation validation error: missing key "meta.helm.sh/release-name": must be set to "shop"; ' +
        'annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "adopts"',
    });
    expect(context.storage.writes).toEqual([]);
    await expect(
      install(context, { ...options, takeOwnership: true }),
    ).rejects.toMatchObject({
      code: 'apply',
      message: expect.stringMatching(
        /^conflict occurred while applying object adopts\/a \/v1, Kind=ConfigMap: Apply failed with 1 conflict: conflict with "other"/,
      ),
    });
    const forced = {
      ...options,
      replace: true,
      takeOwnership: true,
      forceConflicts: true,
    };
    await install(context, forced);
    expect(await read('adopts', 'a')).toMatchObject({
      data: { key: 'ours', more: 'theirs' },
    });
  });

  it('goes on past what it may not write, and stores the release as failed', async () => {
    const context = await cluster.createContext('denied');
    const limited = await limitTo('denied', ['configmaps', 'services']);
    const chart = {
      'templates/a.yaml': configMap('a', '1'),
      'templates/b.yaml':
        'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: b}\n',
      'templates/c.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: c}\nspec: {ports: [{port: 80}]}\n',
    };
    const options = optionsFor('denied', chart, { takeOwnership: true });
    const error: unknown = await install(
      { ...context, client: limited },
      options,
    ).catch(e => e);
    expect(error).toMatchObject({
      code: 'apply',
      message: expect.stringContaining(
        'unable to continue with install: could not get information about the resource ServiceAccount "b" in namespace "denied": serviceaccounts "b" is forbidden',
      ),
    });
    await limitTo('denied', ['serviceaccounts'], ['get']);
    const failed: unknown = await install(
      { ...context, client: limited },
      options,
    ).catch(e => e);
    expect(failed).toMatchObject({
      code: 'apply',
      message: expect.stringMatching(
        /^server-side apply failed for object denied\/b \/v1, Kind=ServiceAccount: serviceaccounts "b" is forbidden: /,
      ),
      release: {
        info: {
          status: 'failed',
          description: expect.stringMatching(
            /^Release "shop" failed: server-side apply/,
          ),
        },
      },
    });
    expect(context.storage.writes).toEqual(['1 pending-install', '1 failed']);
    expect(
      await read('denied', 'c', { apiVersion: 'v1', kind: 'Service' }),
    ).toBeDefined();
  });

  it('names every unknown kind', async () => {
    const context = await cluster.createContext('kinds');
    const thing = (kind: string) =>
      `apiVersion: none.test/v1\nkind: ${kind}\nmetadata: {name: a}\n`;
    await expect(
      install(
        context,
        optionsFor('kinds', {
          'templates/a.yaml': thing('One'),
          'templates/b.yaml': thing('Two'),
        }),
      ),
    ).rejects.toMatchObject({
      code: 'manifest',
      message:
        'unable to build kubernetes objects from release manifest: [' +
        'resource mapping not found for name: "a" namespace: "" from "": no matches for kind "One" in version "none.test/v1"\nensure CRDs are installed first, ' +
        'resource mapping not found for name: "a" namespace: "" from "": no matches for kind "Two" in version "none.test/v1"\nensure CRDs are installed first]',
    });
    expect(context.storage.writes).toEqual([]);
  });

  it('gives what it has rendered with an error of the templates', async () => {
    const context = await cluster.createContext('renders');
    await expect(
      install(
        context,
        optionsFor('renders', { 'templates/a.yaml': 'a: b: c' }),
      ),
    ).rejects.toMatchObject({
      code: 'render',
      message: expect.stringMatching(
        /^YAML parse error on shop\/templates\/a.yaml: /,
      ),
      release: {
        manifest: '---\n# Source: shop/templates/a.yaml\na: b: c\n',
        info: {
          status: 'failed',
          description: expect.stringMatching(
            /^failed to render resource: YAML/,
          ),
        },
      },
    });
  });

  it('stores an aborted install as failed, as Helm does after SIGTERM', async () => {
    const abort = new AbortController();
    const context = await cluster.createContext('aborts', {
      signal: abort.signal,
    });
    const client = cluster.client.with({
      onRequest: method => {
        if (method === 'PATCH') abort.abort();
      },
    });
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `templates/${i}.yaml`,
        configMap(`c${i}`, '1'),
      ]),
    );
    await expect(
      install({ ...context, client }, optionsFor('aborts', files)),
    ).rejects.toMatchObject({
      code: 'aborted',
      message: 'context canceled',
      release: {
        info: {
          status: 'failed',
          description: 'Release "shop" failed: context canceled',
        },
      },
    });
    expect(context.storage.writes).toEqual(['1 pending-install', '1 failed']);
  });

  it('installs 2,000 objects', async () => {
    const context = await cluster.createContext('huge');
    const text = `{{ range until 2000 }}\n---\n${configMap(
      'c{{ . }}',
      '1',
    )}{{ end }}`;
    const client = cluster.client.with({ qps: 1e6, burst: 1e6 });
    const release = await install(
      { ...context, client },
      optionsFor('huge', { 'templates/a.yaml': text }),
    );
    expect(release.info.status).toBe('deployed');
    const { items } = await cluster.client.listAll(CONFIG, {
      namespace: 'huge',
      labelSelector: 'app.kubernetes.io/managed-by=Helm',
      metadataOnly: true,
    });
    expect(items).toHaveLength(2000);
  });
});

/** A client that may do these verbs with these kinds, and read all it meets. */
async function limitTo(namespace: string, resources: string[], verbs = ['*']) {
  const name = `only-${resources[0]}`;
  const rbac = 'rbac.authorization.k8s.io';
  const role: UnstructuredObject = {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { namespace, name },
    rules: [{ apiGroups: [''], resources, verbs }],
  };
  const binding: UnstructuredObject = {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { namespace, name },
    roleRef: { apiGroup: rbac, kind: 'Role', name },
    subjects: [{ kind: 'User', name: `limited-${namespace}`, apiGroup: rbac }],
  };
  await cluster.client.create(role);
  await cluster.client.create(binding);
  return cluster.client.as({ user: `limited-${namespace}` });
}
