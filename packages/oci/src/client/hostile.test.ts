import type { IncomingMessage, ServerResponse } from 'http';
import { useRegistries } from '../__testUtils__/useRegistries';
import { MediaType } from '../manifest/mediaTypes';
import { digestOf } from '../reference/digest';
import { parseReference } from '../reference/reference';
import type { RegistryServer } from '../server/startRegistry';
import type { RegistryClientOptions } from './options';
import { resolveTarget } from './redirects';
import type { RegistryClient } from './RegistryClient';

const LAYER = Buffer.from('the layer'.repeat(1000));
const BLOB = { digest: digestOf(LAYER), size: LAYER.length };
const LIMITS = {
  manifestBytes: 20_000,
  blobBytes: 10_000,
  tags: 500,
  layers: 9,
};

let registry: RegistryServer;
let client: RegistryClient;

const registries = useRegistries();
function connect(options: Partial<RegistryClientOptions> = {}) {
  return registries.connect({ limits: LIMITS, ...options });
}

beforeEach(async () => {
  registry = await registries.serve();
  client = connect();
});
const call = () => ({ signal: AbortSignal.timeout(10_000) });
const reference = (rest = 'org/app:v1') =>
  parseReference(`${registry.host}/${rest}`);

async function read(bytes: AsyncIterable<Uint8Array>) {
  let length = 0;
  for await (const chunk of bytes) length += chunk.length;
  return length;
}

/** Answers all but the first look at the registry. */
function answer(
  reply: (request: IncomingMessage, response: ServerResponse) => void,
) {
  registry.intercept = (request, response) => {
    if (request.url === '/v2/') return false;
    reply(request, response);
    return true;
  };
}

/** Sends a body that has no end; tells how much was taken. */
function endless(response: ServerResponse, piece: string) {
  let sent = 0;
  const send = () => {
    if (response.destroyed) return;
    sent += piece.length;
    response.write(piece, () => setImmediate(send));
  };
  send();
  return () => sent;
}

describe('tags', () => {
  it.each<[string, (page: number) => string[]]>([
    ['full', page => Array.from({ length: 10 }, (_, i) => `v${page}-${i}`)],
    ['empty', () => []],
  ])('on pages without end are given up: %s', async (_, tagsOf) => {
    let page = 0;
    answer((__, response) => {
      page += 1;
      const link = `</v2/org/app/tags/list?page=${page}>; rel="next"`;
      response.setHeader('link', link);
      response.end(JSON.stringify({ tags: tagsOf(page) }));
    });
    await expect(client.listTags(reference(), call())).rejects.toMatchObject({
      code: 'limit',
    });
    expect(page).toBeLessThanOrEqual(1001);
  });

  it('on one page without end are given up', async () => {
    let sent = () => 0;
    answer((_, response) => {
      response.write('{"tags":["');
      sent = endless(response, 'x'.repeat(5000));
    });
    await expect(client.listTags(reference(), call())).rejects.toMatchObject({
      code: 'limit',
    });
    expect(sent()).toBeLessThan(10_000_000);
  });

  it.each([
    '{"tags":{}}',
    '{"tags":[1]}',
    '{"tags":',
    `{"tags":${'['.repeat(9000)}`,
  ])('that are none are refused: %.20s', async body => {
    answer((_, response) => response.end(body));
    await expect(client.listTags(reference(), call())).rejects.toMatchObject({
      code: 'registry',
    });
  });

  it.each([
    'http://169.254.169.254/next',
    'http://10.1.2.3/next',
    'file:///etc/passwd',
    'http://',
  ])('on a page at %s are not read', async next => {
    answer((_, response) => {
      response.setHeader('link', `<${next}>; rel="next"`).end('{"tags":[]}');
    });
    await expect(client.listTags(reference(), call())).rejects.toMatchObject({
      code: 'redirect',
    });
  });
});

describe('manifests', () => {
  const put = (bytes: Buffer, mediaType: string = MediaType.ociManifest) =>
    registry.store.addManifest('org/app', 'v1', { bytes, mediaType });

  it('of another digest are refused, by HEAD and by GET', async () => {
    const digest = digestOf(Buffer.from('other'));
    answer((_, response) => {
      response.setHeader('docker-content-digest', digestOf(LAYER));
      response.setHeader('content-type', MediaType.ociManifest);
      response.setHeader('content-length', 2);
      response.end('{}');
    });
    const pinned = { ...reference(), tag: undefined, digest };
    const mismatch = { code: 'digest-mismatch' };
    await expect(client.resolve(pinned, call())).rejects.toMatchObject(
      mismatch,
    );
    await expect(client.getImage(pinned, call())).rejects.toMatchObject(
      mismatch,
    );
  });

  it('without end are given up', async () => {
    let sent = () => 0;
    answer((_, response) => {
      sent = endless(response, ' '.repeat(5000));
    });
    await expect(client.getManifest(reference(), call())).rejects.toMatchObject(
      { code: 'limit' },
    );
    expect(sent()).toBeLessThan(10_000_000);
  });

  const config = { mediaType: 'x', digest: BLOB.digest, size: 2 };
  it.each<[string, unknown, string]>([
    ['text', 'x', 'invalid-manifest'],
    ['null', null, 'invalid-manifest'],
    ['no config', { layers: [] }, 'invalid-manifest'],
    ['layers of another kind', { config, layers: {} }, 'invalid-manifest'],
    ['a layer of null', { config, layers: [null] }, 'invalid-manifest'],
    [
      'a size that is negative',
      { config, layers: [{ ...config, size: -1 }] },
      'invalid-manifest',
    ],
    [
      'a size that is none',
      { config, layers: [{ ...config, size: 1e300 }] },
      'invalid-manifest',
    ],
    [
      'a digest that leads away',
      { config, layers: [{ ...config, digest: 'sha256:../../x' }] },
      'invalid-reference',
    ],
    [
      'annotations that are none',
      { config, layers: [], annotations: { a: { b: 1 } } },
      'invalid-manifest',
    ],
    [
      'too many layers',
      { config, layers: Array(10).fill({ digest: BLOB.digest, size: 1 }) },
      'limit',
    ],
  ])('that are none are refused: %s', async (_, manifest, code) => {
    put(Buffer.from(JSON.stringify(manifest)));
    await expect(client.getImage(reference(), call())).rejects.toMatchObject({
      code,
    });
  });

  it('that lead to each other without end are given up', async () => {
    const digest = put(Buffer.from('{"manifests":[]}'), MediaType.ociIndex);
    let index = digest;
    for (let i = 0; i < 6; i++) {
      const manifests = [
        { mediaType: MediaType.ociIndex, digest: index, size: 1 },
      ];
      const bytes = Buffer.from(JSON.stringify({ manifests }));
      index = put(bytes, MediaType.ociIndex);
    }
    await expect(client.getImage(reference(), call())).rejects.toMatchObject({
      code: 'limit',
    });
  });
});

describe('blobs', () => {
  const blob = (descriptor: { digest: string; size: number } = BLOB) =>
    read(client.getBlob(reference(), descriptor, call()));

  it('of 10 GB are refused before they are asked for', async () => {
    await expect(blob({ ...BLOB, size: 10e9 })).rejects.toMatchObject({
      code: 'limit',
      message: `the blob ${BLOB.digest} has 10000000000 bytes; 10000 are allowed`,
    });
    expect(registry.requests).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ['other bytes', Buffer.from(LAYER).fill('x', 5, 6)],
    ['fewer bytes', LAYER.subarray(1)],
    ['more bytes', Buffer.concat([LAYER, LAYER])],
  ])('of %s are refused', async (_, bytes) => {
    for (const length of [{ 'content-length': bytes.length }, {}]) {
      answer((__, response) => {
        response.writeHead(200, length);
        response.end(bytes);
      });
      await expect(blob()).rejects.toMatchObject({ code: 'digest-mismatch' });
    }
  });

  it('without end are given up', async () => {
    let sent = () => 0;
    answer((_, response) => {
      sent = endless(response, ' '.repeat(5000));
    });
    await expect(blob()).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(sent()).toBeLessThan(10_000_000);
  });

  it('that go on elsewhere are refused', async () => {
    let times = 0;
    answer((_, response) => {
      times += 1;
      if (times === 1) {
        response.writeHead(200, { 'content-length': LAYER.length });
        response.write(LAYER.subarray(0, 100), () => response.destroy());
        return;
      }
      response.writeHead(206, {
        'content-range': `bytes 4000-${LAYER.length - 1}/${LAYER.length}`,
        'content-length': LAYER.length - 4000,
      });
      response.end(LAYER.subarray(4000));
    });
    await expect(blob()).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('that break again and again are given up', async () => {
    let times = 0;
    answer(({ headers }, response) => {
      times += 1;
      response.writeHead(headers.range ? 206 : 200, { 'content-length': 9000 });
      response.flushHeaders();
      setImmediate(() => response.destroy());
    });
    await expect(blob()).rejects.toMatchObject({
      code: expect.stringMatching(/network|digest-mismatch/),
    });
    expect(times).toBeLessThan(10);
  });

  it('that come a byte at a time end at the deadline', async () => {
    answer((_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const signal = AbortSignal.timeout(300);
    const bytes = client.getBlob(reference(), BLOB, { signal });
    await expect(read(bytes)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('that are inline are checked, too', async () => {
    const data = Buffer.from('x').toString('base64');
    const bytes = client.getBlob(reference(), { ...BLOB, data }, call());
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
    const good = { ...BLOB, data: LAYER.toString('base64') };
    expect(await read(client.getBlob(reference(), good, call()))).toBe(
      LAYER.length,
    );
    expect(registry.requests).toEqual([]);
  });
});

describe('redirects', () => {
  it('in a circle are given up', async () => {
    answer(({ url = '' }, response) => {
      response.writeHead(302, { location: url }).end();
    });
    await expect(client.getManifest(reference(), call())).rejects.toMatchObject(
      { code: 'redirect' },
    );
    expect(registry.requests.length).toBeLessThan(20);
  });

  const from = 'https://registry.example.com/v2/';
  const resolve = (target: string, allowHttp = false) =>
    resolveTarget(target, { from, allowHttp, what: 'a redirect' });

  it.each([
    'http://cdn.example.com/blob',
    'https://10.0.0.1/blob',
    'https://172.31.0.1/blob',
    'https://192.168.0.1/blob',
    'https://127.0.0.1/blob',
    'https://2130706433/blob',
    'https://0x7f.1/blob',
    'https://169.254.169.254/blob',
    'https://[::1]/blob',
    'https://[::ffff:10.0.0.1]/blob',
    'https://[fe80::1]/blob',
    'https://[fd00:ec2::254]/blob',
    'file:///etc/passwd',
    'https://',
  ])('to %s are refused', target => {
    expect(() => resolve(target)).toThrow(
      expect.objectContaining({ code: 'redirect' }),
    );
  });

  it('keep the scheme of the registry, and lose what signs in', () => {
    expect(resolve('http://registry.example.com/x')).toBe(
      'https://registry.example.com/x',
    );
    expect(resolve('https://a:b@cdn.example.com/x')).toBe(
      'https://cdn.example.com/x',
    );
    expect(resolve('/x?y=z')).toBe('https://registry.example.com/x?y=z');
    expect(resolve('http://cdn.example.com/x', true)).toBe(
      'http://cdn.example.com/x',
    );
  });
});

describe('errors', () => {
  it('without end, in all characters, are cut', async () => {
    answer((_, response) => {
      response.writeHead(418);
      endless(response, '\u0000\u001b[2Jx'.repeat(1000));
    });
    const error = await client
      .getManifest(reference(), call())
      .catch(failure => failure);
    expect(error.code).toBe('registry');
    expect(error.message.length).toBeLessThan(2000);
    expect(error.message).not.toMatch(/[\u0000-\u0008\u001b]/);
  });

  it.each(['1e99', '-1', 'never', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'that ask to wait for %s are not waited for',
    async value => {
      answer((_, response) => {
        response.writeHead(429, { 'retry-after': value }).end();
      });
      await expect(
        client.getManifest(reference(), call()),
      ).rejects.toMatchObject({ code: 'rate-limited' });
    },
  );

  it('are not followed by more than one try to sign in', async () => {
    answer((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    });
    await client.close();
    client = connect({ credentials: () => ({ username: 'a', password: 'b' }) });
    await expect(client.getManifest(reference(), call())).rejects.toMatchObject(
      { code: 'unauthorized' },
    );
    expect(
      registry.requests.filter(request => request !== 'GET /v2/'),
    ).toHaveLength(2);
  });
});
