import { spawnSync } from 'child_process';
import { randomBytes } from 'crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { SourceTestEnvironment } from '../__testUtils__/SourceTestEnvironment';
import { DiskArtifactStore, S3ArtifactStore, S3Bucket } from '../artifacts';
import type { PutContent } from '../artifacts';
import { S3Server } from '../artifacts/s3/__testUtils__/S3Server';
import { FakeSource } from './__testUtils__/FakeSource';
import type { SourceObject } from './SourceObject';

const MEBIBYTE = 1024 * 1024;
const SPEC = { url: 'https://upstream.example/a', interval: '1h' };
const DIRECTORY = 'helmrepository/apps';

/** A store that the kit works with, and what a test does behind its back. */
interface StoreUnderTest {
  readonly environment: SourceTestEnvironment<SourceObject>;
  damage(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** What is stored, without what is not served. */
  files(): string[];
  stop(): Promise<void>;
}

async function onDisk(source: FakeSource): Promise<StoreUnderTest> {
  const environment = new SourceTestEnvironment(source.module());
  await environment.start();
  const { storage } = environment;
  return {
    environment,
    damage: async path => writeFileSync(join(storage, path), 'damaged'),
    remove: async path => rmSync(join(storage, path)),
    files: () =>
      (readdirSync(storage, { recursive: true }) as string[]).filter(name =>
        name.endsWith('.gz'),
      ),
    stop: () => environment.stop(),
  };
}

async function inBucket(source: FakeSource): Promise<StoreUnderTest> {
  const server = await S3Server.start();
  const { accessKeyId, secretAccessKey, bucket: name, endpoint } = server;
  const bucket = await S3Bucket.open({
    ...{ bucket: name, endpoint, firstPauseMs: 1 },
    credentials: { accessKeyId, secretAccessKey },
  });
  const environment = new SourceTestEnvironment(source.module());
  environment.createStore = async ({ root, ...settings }) =>
    new S3ArtifactStore({ ...settings, bucket, workDirectory: root });
  await environment.start();
  return {
    environment,
    damage: async path => server.overwrite(path, Buffer.from('damaged')),
    remove: async path => void server.objects.delete(path),
    files: () => [...server.objects.keys()],
    async stop() {
      await environment.stop();
      bucket.close();
      await server.stop();
    },
  };
}

const readyOf = ({ status }: SourceObject) => {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return `${ready?.status} ${ready?.reason} ${ready?.message}`;
};
const typesOf = ({ status }: SourceObject) =>
  status?.conditions
    ?.filter(condition => condition.status === 'True')
    .map(({ type }) => type)
    .sort();

describe.each([
  ['disk', onDisk],
  ['S3', inBucket],
])('sources with a store on %s', (_, open) => {
  const source = new FakeSource();
  let under: StoreUnderTest;
  let environment: StoreUnderTest['environment'];
  beforeAll(async () => {
    under = await open(source);
    environment = under.environment;
  });
  afterAll(() => under.stop());

  async function newSource(name: string) {
    source.content = () => ({ bytes: Buffer.from(`content of ${name}`) });
    await environment.createObject(name, SPEC);
    const ready = await environment.waitReady(name);
    return ready.status!.artifact!;
  }
  const newArtifactsOf = async (name: string) =>
    (await environment.events(name)).filter(
      ({ reason }) => reason === 'NewArtifact',
    ).length;

  it.each<['remove' | 'damage', string | undefined]>([
    ['remove', undefined],
    ['damage', 'ArtifactVerificationFailed'],
  ])(
    'SC-13, DB-8 rebuild an artifact after %s, before consumers see it again',
    async (what, warning) => {
      const artifact = await newSource(what);
      await under[what](artifact.path);
      const builds = source.builds;
      const rebuilt = await environment.reconcile(what);
      expect(source.builds).toBe(builds + 1);
      expect(rebuilt.status!.artifact!.digest).toBe(artifact.digest);
      expect(readyOf(rebuilt)).toMatch(/^True Succeeded/);
      const answer = await fetch(rebuilt.status!.artifact!.url);
      expect(await answer.text()).toBe(`content of ${what}`);
      if (warning) await environment.waitEvent(what, warning);
      expect(await newArtifactsOf(what)).toBe(1);
    },
  );

  it('SC-5 let status.url stand for the newest artifact', async () => {
    await newSource('linked');
    source.content = () => ({ bytes: Buffer.from('newer') });
    source.revision = 'main@sha1:2';
    const { status } = await environment.reconcile('linked');
    expect(status!.url).toMatch(/linked\/latest\.tar\.gz$/);
    expect(await (await fetch(String(status!.url))).text()).toBe('newer');
    source.revision = 'main@sha1:1';
  });

  it('SC-12 keep the current artifact, and nothing of a deleted object', async () => {
    await newSource('collected');
    source.revision = 'main@sha1:3';
    await environment.reconcile('collected');
    await environment.delete('collected');
    await environment.waitEvent('collected', 'GarbageCollectionSucceeded');
    const left = under.files().filter(name => name.includes('collected'));
    expect(left).toEqual([]);
    source.revision = 'main@sha1:1';
  });
});

it('DB-8 sources whose bucket fails keep their artifact, say so and recover', async () => {
  const source = new FakeSource();
  const server = await S3Server.start();
  const { accessKeyId, secretAccessKey, bucket: name, endpoint } = server;
  const bucket = await S3Bucket.open({
    ...{ bucket: name, endpoint, firstPauseMs: 1, attempts: 2 },
    credentials: { accessKeyId, secretAccessKey },
  });
  const environment = new SourceTestEnvironment(source.module());
  environment.createStore = async ({ root, ...settings }) =>
    new S3ArtifactStore({ ...settings, bucket, workDirectory: root });
  await environment.start();
  await environment.createObject('a', SPEC);
  const { artifact } = (await environment.waitReady('a')).status!;
  const failWith = (status: number, methods: string[]) => {
    server.fault = (request, response) => {
      if (!methods.includes(request.method!)) return false;
      request.resume().on('end', () => response.writeHead(status).end());
      return true;
    };
  };

  failWith(503, ['HEAD', 'GET', 'PUT']);
  await environment.patch('a', { spec: { interval: '2h' } });
  const failed = await environment.waitReady('a', 'False');
  expect(readyOf(failed)).toBe(
    `False ReadOperationFailed unable to check artifact in storage: bucket 'artifacts' at ${endpoint}: HTTP 503`,
  );
  expect(typesOf(failed)).toContain('StorageOperationFailed');
  expect(failed.status!.artifact).toEqual(artifact);

  failWith(507, ['PUT']);
  source.revision = 'main@sha1:2';
  const full = await environment.waitFor('a', object =>
    readyOf(object).startsWith('False ArchiveOperationFailed'),
  );
  expect(readyOf(full)).toBe(
    `False ArchiveOperationFailed unable to archive artifact to storage: bucket 'artifacts' at ${endpoint}: the store is full (HTTP 507)`,
  );
  expect(full.status!.artifact).toEqual(artifact);
  expect((await fetch(artifact!.url)).status).toBe(200);

  server.fault = undefined;
  const recovered = await environment.waitReady('a');
  expect(recovered.status!.artifact!.revision).toBe('main@sha1:2');
  expect(typesOf(recovered)).toEqual(['ArtifactInStorage', 'Ready']);
  await environment.stop();
  bucket.close();
  await server.stop();
});

/** A file system of a few MiB of its own; undefined where none may be mounted. */
function mountSmall(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'gitops-small-'));
  const options = ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory];
  const { status } = spawnSync('mount', options);
  if (status === 0) return directory;
  rmSync(directory, { recursive: true });
  return undefined;
}

const small = mountSmall();
afterAll(() => {
  if (small === undefined) return;
  spawnSync('umount', [small]);
  rmSync(small, { recursive: true, force: true });
});

const why =
  small === undefined ? ' (skipped: no file system may be mounted)' : '';
(small === undefined ? describe.skip : describe)(`a full disk${why}`, () => {
  const source = new FakeSource();
  const root = join(small ?? '', 'store');
  const environment = new SourceTestEnvironment(source.module());
  environment.createStore = async settings =>
    new DiskArtifactStore({ ...settings, root });
  beforeAll(() => environment.start());
  afterAll(() => environment.stop());

  const content = randomBytes(6 * MEBIBYTE);
  const intoDirectory = (workDirectory: string): PutContent => {
    const directory = join(workDirectory, 'tree');
    mkdirSync(directory);
    writeFileSync(join(directory, 'a'), content); // fails where there is no room
    return { directory };
  };
  it.each<[string, string, FakeSource['content'], string]>([
    [
      'a stream',
      'streamed',
      () => ({ stream: Readable.from([content]) }),
      'unable to archive artifact to storage: ENOSPC: no space left on device, write',
    ],
    [
      'the work of a kind',
      'archived',
      intoDirectory,
      'unable to write to the work directory: ENOSPC: no space left on device, write',
    ],
  ])(
    'gives a condition for %s, keeps the old artifact, and goes on when there is room',
    async (_, name, contentOf, message) => {
      source.revision = 'main@sha1:1';
      source.content = () => ({ bytes: randomBytes(MEBIBYTE) });
      await environment.createObject(name, SPEC);
      const { artifact } = (await environment.waitReady(name)).status!;

      source.revision = 'main@sha1:2';
      source.content = contentOf;
      await environment.reconcile(name);
      const failed = await environment.waitReady(name, 'False');
      expect(readyOf(failed)).toBe(`False ArchiveOperationFailed ${message}`);
      expect(typesOf(failed)).toContain('StorageOperationFailed');
      expect(failed.status!.artifact).toEqual(artifact);
      const answer = await fetch(artifact!.url);
      expect((await answer.arrayBuffer()).byteLength).toBe(MEBIBYTE);
      const files = readdirSync(join(root, DIRECTORY, name)).filter(file =>
        file.endsWith('.gz'),
      );
      expect(files).toEqual(['1.tar.gz', 'latest.tar.gz']);

      source.content = () => ({ bytes: Buffer.from('small') });
      const recovered = await environment.waitReady(name);
      expect(recovered.status!.artifact!.revision).toBe('main@sha1:2');
      expect(typesOf(recovered)).toEqual(['ArtifactInStorage', 'Ready']);
      await environment.delete(name);
    },
  );
});
