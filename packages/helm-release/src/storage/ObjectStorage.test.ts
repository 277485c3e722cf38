/** @jest-environment node */
import { randomBytes } from 'node:crypto';
import { startDevCluster, type DevCluster } from '@backstage-gitops/devcluster';
import {
  FakeClock,
  KubeClient,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import type { LogLine } from '../actions/types';
import { encodeRelease } from '../release/encodeRelease';
import { readRelease } from '../release/readRelease';
import type { Release, ReleaseStatus } from '../release/release';
import { createConfigMapStorage, createSecretStorage } from './createStorage';
import { ReleaseCache } from './ReleaseCache';
import { storageName } from './storageObjects';

const { signal } = new AbortController();
const SECRET = { apiVersion: 'v1', kind: 'Secret' };
let cluster: DevCluster;
let client: KubeClient;
let namespaces = 0;

beforeAll(async () => {
  cluster = await startDevCluster({ simulatePods: false });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  client = KubeClient.fromKubeConfig(kubeConfig);
});

afterAll(async () => {
  await client.close();
  await cluster.stop();
});

function releaseOf(
  version: number,
  status: ReleaseStatus,
  more: Partial<Release> = {},
): Release {
  const release = readRelease({ name: 'app', version, info: { status } });
  return { ...release, ...more };
}

/** A storage in a namespace of its own, with what it logs. */
async function setUp(create = createSecretStorage) {
  namespaces += 1;
  const namespace = `storage-${namespaces}`;
  await client.create<UnstructuredObject>({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  const clock = new FakeClock(1_700_000_000_500);
  const cache = new ReleaseCache();
  const lines: LogLine[] = [];
  const log = (line: LogLine) => void lines.push(line);
  const storage = create({ client, namespace, clock, cache, log });
  const read = (kind: string, version: number) =>
    client.get<UnstructuredObject>(
      { apiVersion: 'v1', kind },
      { namespace, name: storageName('app', version) },
    );
  return { storage, namespace, clock, cache, lines, read };
}

const versionsOf = (releases: readonly Release[]) =>
  releases.map(({ version }) => version);

describe('HR-2 TR-14 release storage', () => {
  it.each([
    ['Secret', createSecretStorage],
    ['ConfigMap', createConfigMapStorage],
  ] as const)(
    'writes a %s as the driver of Helm does',
    async (kind, create) => {
      const { storage, clock, read } = await setUp(create);
      const release = releaseOf(1, 'pending-install', {
        labels: { team: 'web', owner: 'nobody' },
      });
      await storage.create(release, { maxHistory: 0, signal });
      const created = await read(kind, 1);
      const own = { team: 'web', name: 'app', owner: 'helm', version: '1' };
      expect(created.metadata.labels).toEqual({
        ...own,
        status: 'pending-install',
        createdAt: '1700000000',
      });
      expect(created.type).toBe(
        kind === 'Secret' ? 'helm.sh/release.v1' : undefined,
      );
      const encoded = await encodeRelease(release);
      expect(created.data).toEqual({
        release:
          kind === 'Secret' ? Buffer.from(encoded).toString('base64') : encoded,
      });

      await clock.advance(1_000);
      await storage.update(
        { ...release, info: { ...release.info, status: 'deployed' } },
        signal,
      );
      expect((await read(kind, 1)).metadata.labels).toEqual({
        ...own,
        status: 'deployed',
        modifiedAt: '1700000001',
      });
      const stored = await storage.get('app', 1, signal);
      expect(stored).toMatchObject({ info: { status: 'deployed' } });
      expect(stored.labels).toEqual({ team: 'web' });
    },
  );

  it('refuses a revision that is there, and misses one that is not', async () => {
    const { storage } = await setUp();
    const release = releaseOf(1, 'deployed');
    await storage.create(release, { maxHistory: 0, signal });
    await expect(
      storage.create(release, { maxHistory: 0, signal }),
    ).rejects.toMatchObject({
      code: 'exists',
      message: 'release: already exists',
    });
    const missing = { code: 'not-found', message: 'release: not found' };
    await expect(storage.get('app', 2, signal)).rejects.toMatchObject(missing);
    await expect(storage.delete('app', 2, signal)).rejects.toMatchObject(
      missing,
    );
    await expect(
      storage.update(releaseOf(2, 'failed'), signal),
    ).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^update: failed to update: secrets /),
    });
    expect(await storage.delete('app', 1, signal)).toMatchObject({
      version: 1,
    });
    expect(await storage.history('app', signal)).toEqual([]);
  });

  it('gives histories in order, and the newest revision of each release', async () => {
    const { storage } = await setUp();
    for (const version of [10, 2, 9]) {
      await storage.create(releaseOf(version, 'superseded'), {
        maxHistory: 0,
        signal,
      });
    }
    await storage.create(releaseOf(3, 'deployed', { name: 'other' }), {
      maxHistory: 0,
      signal,
    });
    expect(versionsOf(await storage.history('app', signal))).toEqual([
      2, 9, 10,
    ]);
    const newest = await storage.list(signal);
    expect(
      newest.map(({ name, version }) => `${name} ${version}`).sort(),
    ).toEqual(['app 10', 'other 3']);
  });

  it('removes the oldest revisions beyond the limit, but not the deployed one', async () => {
    const { storage } = await setUp();
    const statuses: ReleaseStatus[] = ['deployed', 'failed', 'failed'];
    for (const [index, status] of statuses.entries()) {
      await storage.create(releaseOf(index + 1, status), {
        maxHistory: 0,
        signal,
      });
    }
    const history = async () =>
      versionsOf(await storage.history('app', signal));
    await storage.create(releaseOf(4, 'pending-upgrade'), {
      maxHistory: 3,
      signal,
    });
    expect(await history()).toEqual([1, 3, 4]);
    const removed: number[] = [];
    await storage.create(releaseOf(5, 'pending-upgrade'), {
      maxHistory: 1,
      signal,
      onRemoved: ({ version }) => {
        removed.push(version);
      },
    });
    expect(await history()).toEqual([1, 5]);
    expect(removed).toEqual([3, 4]);
  });

  it('passes over what is no release in lists, and refuses it alone', async () => {
    const { storage, namespace, lines } = await setUp();
    await storage.create(releaseOf(1, 'deployed'), { maxHistory: 0, signal });
    await client.create<UnstructuredObject>({
      ...SECRET,
      metadata: {
        name: storageName('app', 2),
        namespace,
        labels: { name: 'app', owner: 'helm' },
      },
      data: { release: Buffer.from('H4sI%').toString('base64') },
    });
    expect(versionsOf(await storage.history('app', signal))).toEqual([1]);
    expect(versionsOf(await storage.list(signal))).toEqual([1]);
    expect(lines.map(({ message }) => message)).toEqual([
      'failed to decode release',
      'list failed to decode release',
    ]);
    expect(lines[0].attributes).toEqual({
      key: 'sh.helm.release.v1.app.v2',
      error: expect.objectContaining({
        message: 'illegal base64 data at input byte 4',
      }),
    });
    await expect(storage.get('app', 2, signal)).rejects.toMatchObject({
      code: 'corrupt',
      message:
        'get: failed to decode data "sh.helm.release.v1.app.v2": illegal base64 data at input byte 4',
    });
  });

  it('decodes an unchanged revision once', async () => {
    const { storage } = await setUp();
    await storage.create(releaseOf(1, 'deployed'), { maxHistory: 0, signal });
    const [first] = await storage.history('app', signal);
    expect((await storage.history('app', signal))[0]).toBe(first);
    expect(await storage.get('app', 1, signal)).toBe(first);
    await storage.update(releaseOf(1, 'superseded'), signal);
    expect((await storage.get('app', 1, signal)).info.status).toBe(
      'superseded',
    );
  });

  it('asks for no other release by the characters of a name', async () => {
    const { storage } = await setUp();
    await expect(storage.history('app,owner!=x', signal)).rejects.toMatchObject(
      { code: 'invalid-name' },
    );
  });

  it('ends with the reason of its signal', async () => {
    const { storage } = await setUp();
    const ended = AbortSignal.abort(new Error('stopped'));
    await expect(storage.history('app', ended)).rejects.not.toHaveProperty(
      'code',
      'rejected',
    );
  });
});

describe('a release over the limit of its object', () => {
  /** Values that as they are stored are over 1 MiB, but less than a request may be. */
  const large = new Map([['noise', randomBytes(900_000).toString('base64')]]);

  it.each([
    ['Secret', createSecretStorage, 'data'],
    // Helm's driver of ConfigMaps does not say what it was about to do.
    ['ConfigMap', createConfigMapStorage, '[]'],
  ] as const)(
    "HR-2 is refused as a %s in the server's words, new and changed, and the next one is taken",
    async (kind, create, field) => {
      const { storage, read } = await setUp(create);
      const options = { maxHistory: 0, signal };
      const refused = (doing: string) => {
        const said = kind === 'Secret' ? `${doing}: ` : '';
        const name = storageName('app', 1);
        return `${said}${kind} "${name}" is invalid: ${field}: Too long: may not be more than 1048576 bytes`;
      };
      await expect(
        storage.create(
          releaseOf(1, 'pending-install', { config: large }),
          options,
        ),
      ).rejects.toHaveProperty('message', refused('create: failed to create'));
      await storage.create(releaseOf(1, 'pending-install'), options);
      await expect(
        storage.update(releaseOf(1, 'deployed', { config: large }), signal),
      ).rejects.toHaveProperty('message', refused('update: failed to update'));
      expect((await read(kind, 1)).metadata.labels?.status).toBe(
        'pending-install',
      );
      await storage.update(releaseOf(1, 'deployed'), signal);
      expect(versionsOf(await storage.history('app', signal))).toEqual([1]);
    },
  );
});

describe('manager of the fields', () => {
  it('HR-2 is the one that is asked for, in a new release and in a changed one', async () => {
    const { namespace, read } = await setUp();
    const storage = createSecretStorage({
      client,
      namespace,
      fieldManager: 'helm-controller',
    });
    await storage.create(releaseOf(1, 'pending-install'), {
      maxHistory: 0,
      signal,
    });
    await storage.update(releaseOf(1, 'deployed'), signal);
    const { metadata } = await read('Secret', 1);
    const managers = metadata.managedFields?.map(({ manager }) => manager);
    expect(managers).toEqual(['helm-controller']);
  });
});
