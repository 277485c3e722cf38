import { silentLogger } from '@backstage-gitops/kube';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { S3Server } from '../artifacts/s3/__testUtils__/S3Server';
import type { Fault } from '../artifacts/s3/__testUtils__/S3Server';
import { createInlinePool } from '../worker/__testUtils__/createInlinePool';
import { Closers } from './Closers';
import { openStorage, storagePrefixOf } from './openStorage';
import { HOST_OPTIONS } from './options/hostOptions';
import type { HostOptions } from './options/hostOptions';
import { defaultsOf } from './options/schema';

const workers = createInlinePool();
let scratch: string;
let closers: Closers;
let server: S3Server;
beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'gitops-open-bucket-'));
  closers = new Closers();
  server = await S3Server.start();
});
afterEach(async () => {
  await closers.close(silentLogger);
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const hostWith = (more: Partial<HostOptions> = {}): HostOptions => ({
  ...defaultsOf(HOST_OPTIONS),
  storageType: 's3',
  storageS3Bucket: server.bucket,
  storageS3Endpoint: server.endpoint,
  storageS3Prefix: 'gitops',
  storageS3AccessKeyId: server.accessKeyId,
  storageS3SecretAccessKey: server.secretAccessKey,
  ...more,
});
const open = (name: string, host = hostWith(), prefix?: string) =>
  openStorage(host, { path: join(scratch, name), prefix }, workers, closers);
const put = ({ store }: Awaited<ReturnType<typeof open>>) =>
  store.put({
    owner: { kind: 'GitRepository', namespace: 'apps', name: 'web' },
    ...{ fileName: '1.tar.gz', revision: 'main@sha1:1' },
    content: { bytes: Buffer.from('hello') },
  });

it('DB-9 every replica serves the artifacts of all at the advertised address', async () => {
  const storageAdvertisedAddress = 'artifacts.flux-system.svc';
  const host = hostWith({ storageAdvertisedAddress, storageToken: 'secret' });
  const one = await open('one', host);
  const two = await open('two', host);
  const artifact = await put(one);
  expect(artifact.url).toBe(
    'http://artifacts.flux-system.svc/gitrepository/apps/web/1.tar.gz',
  );
  expect(two.store.urlOf(artifact.path)).toBe(artifact.url);
  expect([one.isShared, two.isShared]).toEqual([true, true]);
  const file = join(scratch, 'downloaded');
  const never = new AbortController().signal;
  await two.artifacts.download(artifact, file, never);
  expect(existsSync(file)).toBe(true);
});

it('leaves nothing of its look at the bucket, and clears the work area', async () => {
  const work = join(scratch, 'one', '.gitops', 'work');
  mkdirSync(join(work, 'work-1'), { recursive: true });
  writeFileSync(join(work, 'work-1', 'content'), 'x');
  const storage = await open('one');
  expect([...server.objects.keys()]).toEqual([]);
  expect(existsSync(work)).toBe(false);
  const { status } = await fetch(`${storage.baseUrl}/gitrepository/`);
  expect(status).toBe(404);
});

it('keeps the artifacts of clusters apart', async () => {
  const host = hostWith();
  const prefix = storagePrefixOf(host, 'eu/prod');
  expect(prefix).toBe('gitops/eu%2Fprod');
  expect(storagePrefixOf({ ...host, storageS3Prefix: '' }, 'a')).toBe('a');
  await put(await open('one', host, prefix));
  await put(await open('two', host));
  expect([...server.objects.keys()]).toEqual([
    'gitops/eu%2Fprod/gitrepository/apps/web/1.tar.gz',
    'gitops/gitrepository/apps/web/1.tar.gz',
  ]);
});

it.each<[string, string, RegExp]>([
  ['HEAD', 's3:ListBucket', /probe/],
  ['GET', 's3:ListBucket', /list-type/],
  ['PUT', 's3:PutObject', /probe/],
  ['DELETE', 's3:DeleteObject', /probe/],
])(
  'is refused where %s is, and says that %s is needed',
  async (method, right, path) => {
    const refuse: Fault = (request, response) => {
      if (request.method !== method || !path.test(request.url!)) return false;
      request.resume().on('end', () => response.writeHead(403).end());
      return true;
    };
    server.fault = refuse;
    await expect(open('one')).rejects.toMatchObject({
      name: 'HostError',
      code: 'storage-unusable',
      message: `the artifact store can't be used (${right}): bucket 'artifacts' at ${server.endpoint}: the credentials may not do this; check the bucket policy (HTTP 403)`,
    });
  },
);

it('says that the bucket is missing, and no secret', async () => {
  const failing = open('one', hostWith({ storageS3Bucket: 'other' }));
  const error = await failing.catch(e => e);
  expect(error.message).toContain('there is no such bucket');
  expect(JSON.stringify([error, error.cause])).not.toContain('test-secret');
});
