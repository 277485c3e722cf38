import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { text } from 'stream/consumers';
import { inspect } from 'util';
import { createHash } from 'crypto';
import { S3Bucket } from './S3Bucket';
import type { S3Settings } from './S3Settings';
import { S3Server } from './__testUtils__/S3Server';
import type { Fault } from './__testUtils__/S3Server';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-bucket-'));
const file = join(scratch, 'file');
const CONTENT = Buffer.alloc(512 * 1024, 'content');
const upload = {
  file,
  sizeBytes: CONTENT.length,
  sha256: createHash('sha256').update(CONTENT).digest(),
};
const FAST = { firstPauseMs: 1, idleTimeoutMs: 100, attempts: 3 };
let server: S3Server;
let open: S3Bucket[];

beforeAll(() => writeFileSync(file, CONTENT));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(async () => {
  server = await S3Server.start();
  open = [];
});
afterEach(async () => {
  for (const bucket of open) bucket.close();
  await server.stop();
});

async function bucketWith(settings: Partial<S3Settings> = {}) {
  const { accessKeyId, secretAccessKey, endpoint, bucket } = server;
  const made = await S3Bucket.open({
    ...{ bucket, endpoint, ...FAST },
    credentials: { accessKeyId, secretAccessKey },
    ...settings,
  });
  open.push(made);
  return made;
}

/** Answers the first requests with a status, or does something else to them. */
function failing(times: number, fault: Fault): Fault {
  let left = times;
  return (...args) => {
    left -= 1;
    return left >= 0 && fault(...args);
  };
}
const answer =
  (status: number): Fault =>
  (request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
    return true;
  };
const breakOff: Fault = request => {
  request.once('data', () => request.socket.destroy());
  request.once('end', () => request.socket.destroy());
  return true;
};
const hang: Fault = request => {
  request.resume();
  return true;
};

describe('requests', () => {
  it.each<[string, Fault]>([
    ['is busy', answer(503)],
    ['is limited', answer(429)],
    ['has an error of its own', answer(500)],
    ['breaks off', breakOff],
    ['hangs', hang],
  ])('are tried again when the server %s', async (_, fault) => {
    const bucket = await bucketWith();
    server.fault = failing(2, fault);
    await bucket.putFile('a', upload);
    expect(server.objects.get('a')!.bytes.equals(CONTENT)).toBe(true);
    server.fault = failing(2, fault);
    expect(await bucket.head('a')).toMatchObject({ sizeBytes: CONTENT.length });
  });

  it.each<[string, Fault, string]>([
    ['is busy', answer(503), 'HTTP 503'],
    ['is full', answer(507), 'the store is full (HTTP 507)'],
    ['breaks off', breakOff, 'the connection broke off'],
    ['hangs', hang, 'the server does not answer in time'],
  ])('fail where the server always %s', async (_, fault, message) => {
    const bucket = await bucketWith();
    server.overwrite('a', Buffer.from('old'));
    let count = 0;
    server.fault = (...args) => {
      count += 1;
      return fault(...args);
    };
    await expect(bucket.putFile('a', upload)).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'unavailable',
      message: expect.stringContaining(message),
    });
    expect(count).toBeLessThanOrEqual(FAST.attempts);
    expect(String(server.objects.get('a')!.bytes)).toBe('old');
  });

  it('end at once when their signal aborts', async () => {
    const bucket = await bucketWith({ idleTimeoutMs: 60_000 });
    const abort = new AbortController();
    server.fault = (...args) => {
      setTimeout(() => abort.abort(), 20);
      return hang(...args);
    };
    for (const call of [
      () => bucket.head('a', abort.signal),
      () => bucket.putFile('a', upload, abort.signal),
      () => bucket.list('', {}, abort.signal).next(),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'AbortError' });
    }
    expect(server.objects.size).toBe(0);
  });

  it('fail as they are where the local file can not be read', async () => {
    const bucket = await bucketWith();
    const gone = { ...upload, file: join(scratch, 'gone') };
    await expect(bucket.putFile('a', gone)).rejects.toMatchObject({
      code: 'ENOENT',
    });
    const folder = { ...upload, file: scratch };
    await expect(bucket.putFile('a', folder)).rejects.toMatchObject({
      code: 'EISDIR',
    });
    expect(server.objects.size).toBe(0);
  });
});

describe('refusals', () => {
  const secretAccessKey = 'another-secret';
  it.each<[string, Partial<S3Settings>, string]>([
    [
      'an unknown key',
      { credentials: { accessKeyId: 'other-id', secretAccessKey } },
      'the access key is unknown (InvalidAccessKeyId, HTTP 403)',
    ],
    [
      'a wrong secret',
      { credentials: { accessKeyId: 'test-access-key', secretAccessKey } },
      'the secret access key is wrong (SignatureDoesNotMatch, HTTP 403)',
    ],
    [
      'a missing bucket',
      { bucket: 'other' },
      'there is no such bucket (NoSuchBucket, HTTP 404)',
    ],
    [
      'a port that nobody listens on',
      { endpoint: 'http://127.0.0.1:1' },
      'the connection is refused',
    ],
  ])(
    'say what is wrong with %s, and no secret',
    async (_, settings, problem) => {
      const bucket = await bucketWith(settings);
      const error = await bucket.putText('a', 'x').catch(e => e);
      const { bucket: name = server.bucket, endpoint = server.endpoint } =
        settings;
      expect(error.message).toBe(`bucket '${name}' at ${endpoint}: ${problem}`);
      const all = inspect(error, { depth: 9, showHidden: true });
      for (const secret of [
        'another-secret',
        'test-secret-key',
        'access-key-',
      ]) {
        expect(all).not.toContain(secret);
      }
      expect(all).not.toContain('test-access-key');
    },
  );

  it('of HEAD, which have no body, say what is likely', async () => {
    const bucket = await bucketWith();
    server.fault = answer(403);
    await expect(bucket.head('a')).rejects.toThrow(
      'the credentials may not do this; check the bucket policy',
    );
  });
});

describe('a clock that is wrong', () => {
  it.each([-3_600_000, -600_000, 600_000, 3_600_000])(
    'by %d ms is measured and corrected',
    async clockOffsetMs => {
      server.clockOffsetMs = clockOffsetMs;
      const bucket = await bucketWith();
      await bucket.putFile('a', upload);
      expect(bucket.clockOffsetMs).toBeGreaterThan(clockOffsetMs - 10_000);
      expect(bucket.clockOffsetMs).toBeLessThan(clockOffsetMs + 10_000);
      expect(server.objects.size).toBe(1);
    },
  );
});

describe('a bucket', () => {
  it('has the keys below its prefix, whatever characters they have', async () => {
    const bucket = await bucketWith({ prefix: 'gitops/a' });
    const key = "helmchart/apps/web/web-1.0.0+b é&<1>'.tgz";
    await bucket.putText(key, 'x');
    server.overwrite('gitops/other', Buffer.from('y'));
    expect([...server.objects.keys()][0]).toBe(`gitops/a/${key}`);
    for await (const { keys } of bucket.list('')) {
      expect(keys.map(found => found.key)).toEqual([key]);
    }
    const got = await bucket.get(key);
    expect(await text(got!.stream)).toBe('x');
    await bucket.delete(key);
    expect(await bucket.get(key)).toBeUndefined();
  });

  it('gives connections back whose bytes nobody has read', async () => {
    const bucket = await bucketWith({ idleTimeoutMs: 5_000, attempts: 1 });
    server.overwrite('a', Buffer.alloc(4 * 1024 * 1024));
    for (let count = 0; count < 60; count++) {
      const got = await bucket.get('a');
      got!.stream.destroy();
    }
    expect(await bucket.head('a')).toBeDefined();
  });
});
