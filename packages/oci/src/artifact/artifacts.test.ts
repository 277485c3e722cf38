import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import type { IncomingMessage, ServerResponse } from 'http';
import { join } from 'path';
import { gunzipSync, gzipSync } from 'zlib';
import { RegistryClient } from '../client/RegistryClient';
import type { RegistryClientOptions } from '../client/options';
import { parseReference } from '../reference/reference';
import { startRegistry } from '../server/startRegistry';
import type {
  RegistryServer,
  RegistryServerOptions,
} from '../server/startRegistry';
import { makeKnownTree } from './__testUtils__/knownTree';
import { ScratchDirectory } from './__testUtils__/ScratchDirectory';
import { diffArtifact } from './diffArtifact';
import { listArtifacts } from './listArtifacts';
import type { ArtifactMetadata } from './manifest';
import { pullArtifact } from './pullArtifact';
import { pushArtifact } from './pushArtifact';
import type { PushRequest } from './pushArtifact';
import { tagArtifact } from './tagArtifact';

const scratch = new ScratchDirectory();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(options: RegistryServerOptions = {}) {
  const registry = await startRegistry(options);
  closing.push(() => registry.stop());
  return registry;
}

function connect(options: Partial<RegistryClientOptions> = {}) {
  const client = new RegistryClient({
    userAgent: 'test/1',
    retry: { delayMs: 1 },
    ...options,
  });
  closing.push(() => client.close());
  return client;
}

const METADATA: ArtifactMetadata = {
  source: 'https://git/x?a=1&b=2',
  revision: 'main@sha1:abc',
};
const signal = AbortSignal.timeout(60_000);

function knownTree(): string {
  const root = scratch.make();
  makeKnownTree(root);
  return root;
}

/** A push of the known tree, with what a test needs different. */
function push(
  registry: RegistryServer,
  request: Partial<PushRequest> & { readonly tag?: string } = {},
) {
  const { tag = 'v1', ...more } = request;
  const reference = parseReference(`${registry.host}/org/app:${tag}`);
  return pushArtifact({
    client: more.client ?? connect(),
    ...{ path: more.path ?? knownTree(), reference, metadata: METADATA },
    ...{ now: 0, signal, ...more },
  });
}

const app = (registry: RegistryServer, rest = ':v1') =>
  parseReference(`${registry.host}/org/app${rest}`);

/** Every operation removes the directories that it makes. */
const temporary = scratch.make();
const { TMPDIR } = process.env;
beforeAll(() => {
  process.env.TMPDIR = temporary;
});
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});
afterEach(() => {
  const left = readdirSync(temporary);
  if (left.length > 0) throw new Error(`left behind: ${left}`);
});

describe('pushArtifact', () => {
  it('CLI-15 writes the manifest that the flux CLI writes', async () => {
    const registry = await serve();
    const { digest } = await push(registry, {
      metadata: {
        ...METADATA,
        created: '1970-01-01T00:00:00Z',
        annotations: { a: 'b', '10': '<ten>', B: 'ä\u2028' },
      },
    });
    // What flux 2.9.4 pushed for the same tree and flags.
    expect(digest).toBe(
      'sha256:b4a8656aa25202515296326a385f0cc2a7c76540a2e65d85552f6d654f8258e4',
    );
    const { tags, manifests } = registry.store.repository('org/app');
    expect(tags.get('v1')).toBe(digest);
    expect(JSON.parse(String(manifests.get(digest)?.bytes))).toMatchObject({
      config: { mediaType: 'application/vnd.cncf.flux.config.v1+json' },
      layers: [{ mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip' }],
      annotations: { '10': '<ten>' },
    });
  });

  it('takes the time of the clock in whole seconds', async () => {
    const registry = await serve();
    await push(registry, { now: Date.UTC(2024, 1, 29, 1, 2, 3, 456) });
    const [{ created }] = await listArtifacts({
      ...{ client: connect(), repository: app(registry), signal },
    });
    expect(created).toBe('2024-02-29T01:02:03Z');
  });

  it.each([
    ['2023-02-29T00:00:00Z'],
    ['2024-01-01'],
    ['yesterday'],
    ['2024-01-01T00:00:00'],
  ])('refuses %s as time before it does any work', async created => {
    const registry = await serve();
    await expect(
      push(registry, {
        path: scratch.path('missing'),
        metadata: { ...METADATA, created },
      }),
    ).rejects.toMatchObject({ code: 'invalid-option' });
    expect(registry.requests).toEqual([]);
  });

  it('refuses a digest as its target', async () => {
    const registry = await serve();
    const reference = app(registry, `@sha256:${'0'.repeat(64)}`);
    await expect(push(registry, { reference })).rejects.toMatchObject({
      code: 'invalid-option',
    });
  });

  it('sends a blob that is there no second time', async () => {
    const registry = await serve();
    const path = knownTree();
    await push(registry, { path });
    const before = registry.requests.length;
    await push(registry, { path, tag: 'v2', now: 5000 });
    const uploads = registry.requests
      .slice(before)
      .filter(request => /^(POST|PATCH|PUT) .*\/blobs\//.test(request));
    expect(uploads).toEqual([]);
  });

  it('leaves no tag when the registry goes away in between', async () => {
    const registry = await serve();
    registry.intercept = request => {
      if (request.method !== 'PUT') return false;
      request.socket.destroy();
      return true;
    };
    await expect(push(registry)).rejects.toMatchObject({ code: 'network' });
    expect(registry.store.find('org/app')?.tags.size ?? 0).toBe(0);
  });

  it('hears that it may not push before it archives', async () => {
    const auth = { scheme: 'basic', username: 'u', password: 'p' } as const;
    const registry = await serve({ auth });
    const path = scratch.make();
    mkdirSync(join(path, 'a'));
    await expect(push(registry, { path, maxEntries: 1 })).rejects.toMatchObject(
      { code: 'unauthorized' },
    );
  });

  it('leaves the old tag when the manifest is refused', async () => {
    const registry = await serve();
    const { digest } = await push(registry);
    registry.intercept = refusePut('/manifests/', 507);
    const path = scratch.make();
    await expect(push(registry, { path })).rejects.toMatchObject({
      name: 'OciError',
    });
    registry.intercept = undefined;
    expect(registry.store.repository('org/app').tags.get('v1')).toBe(digest);
  });

  it('signs in again when its token ends in between', async () => {
    const auth = { scheme: 'token', username: 'u', password: 'p' } as const;
    const registry = await serve({ auth });
    const revokedAt = new Set<string>();
    registry.intercept = ({ method, url = '' }) => {
      const kind = /\/(blobs|manifests)\//.exec(url)?.[1] ?? '';
      if (method === 'PUT' && !revokedAt.has(kind)) {
        revokedAt.add(kind);
        registry.revokeTokens();
      }
      return false;
    };
    const client = connect({
      credentials: () => ({ username: 'u', password: 'p' }),
    });
    const { digest } = await push(registry, { client });
    expect([...revokedAt]).toEqual(['blobs', 'manifests']);
    expect(registry.store.repository('org/app').tags.get('v1')).toBe(digest);
  });

  it('keeps one whole artifact when several write the same tag', async () => {
    const registry = await serve();
    const pushed = await Promise.all(
      [1, 2, 3, 4, 5].map(number => {
        const path = scratch.make();
        writeFileSync(join(path, 'number'), String(number));
        return push(registry, { path });
      }),
    );
    const tagged = registry.store.repository('org/app').tags.get('v1');
    expect(pushed.map(({ digest }) => digest)).toContain(tagged);
    const directory = scratch.make();
    await pullArtifact({
      ...{ client: connect(), reference: app(registry), directory, signal },
    });
    expect(readdirSync(directory)).toEqual(['number']);
  });

  it('stops when it is told to', async () => {
    const registry = await serve();
    const stop = new AbortController();
    registry.intercept = request => {
      if (request.method === 'HEAD') stop.abort();
      return false;
    };
    await expect(push(registry, { signal: stop.signal })).rejects.toMatchObject(
      { code: 'aborted' },
    );
    expect(registry.store.find('org/app')?.tags.size ?? 0).toBe(0);
  });

  it('reports how far it is', async () => {
    const registry = await serve();
    const path = scratch.make();
    writeFileSync(join(path, 'noise'), Buffer.from(randomText(300_000)));
    const seen: number[] = [];
    const { layer } = await push(registry, {
      path,
      onProgress: (done, total) => {
        expect(total).toBeGreaterThanOrEqual(done);
        seen.push(done);
      },
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(layer.sizeBytes);
  });
});

function refusePut(where: string, status: number) {
  return (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'PUT' || !request.url?.includes(where)) return false;
    request.resume();
    response.writeHead(status).end();
    return true;
  };
}

function randomText(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += state.toString(36);
  }
  return text;
}

describe('pullArtifact', () => {
  it('CLI-15 unpacks what was pushed, and says where it is from', async () => {
    const registry = await serve();
    const { digest } = await push(registry);
    const directory = scratch.make();
    const pulled = await pullArtifact({
      ...{ client: connect(), reference: app(registry), directory, signal },
    });
    expect(pulled).toEqual({
      ...METADATA,
      ...{ digest, files: 5, skippedLinks: 0 },
      created: '1970-01-01T00:00:00Z',
    });
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual([
      ...['apps', 'apps/run.sh', 'apps/web', 'apps/web/config.yaml'],
      ...['big.txt', 'empty', 'empty.yaml', 'größe.yaml', 'links'],
    ]);
  });

  it('leaves the directory as it was when the layer is not that of its digest', async () => {
    const registry = await serve();
    const { layer } = await push(registry);
    const { blobs } = registry.store.repository('org/app');
    const bytes = Buffer.from(blobs.get(layer.digest)!);
    bytes[bytes.length - 1] ^= 1;
    blobs.set(layer.digest, bytes);
    const directory = scratch.make();
    writeFileSync(join(directory, 'mine'), 'mine');
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), directory, signal },
      }),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/digest-mismatch|invalid-artifact/),
    });
    expect(readdirSync(directory)).toEqual(['mine']);
  });

  it('checks the digest also of what follows the archive', async () => {
    const registry = await serve();
    const { layer } = await push(registry);
    const { blobs } = registry.store.repository('org/app');
    const bytes = blobs.get(layer.digest)!;
    blobs.set(layer.digest, Buffer.concat([bytes, Buffer.from('more')]));
    const directory = scratch.make();
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), directory, signal },
      }),
    ).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([
    ['no layers', [], /no layers found/],
    [
      'a layer that is no archive',
      [{ mediaType: 'text/plain', bytes: Buffer.from('plain') }],
      /no tar in gzip/,
    ],
  ])('refuses an artifact with %s', async (_, layers, message) => {
    const registry = await serve();
    registry.store.addArtifact('org/app', 'v1', { layers });
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), signal },
        directory: scratch.make(),
      }),
    ).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['is not there', () => scratch.path('missing')],
    ['is a file', () => join(knownTree(), 'big.txt')],
  ])('refuses an output that %s', async (_, make) => {
    const registry = await serve();
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), signal },
        directory: make(),
      }),
    ).rejects.toMatchObject({ code: 'invalid-path' });
    expect(registry.requests).toEqual([]);
  });
});

describe('tagArtifact', () => {
  it('CLI-15 gives an artifact a further tag', async () => {
    const registry = await serve();
    const { digest } = await push(registry);
    const client = connect();
    for (const rest of [':v1', `@${digest}`]) {
      const tag = `of-${rest.slice(1, 4)}`.replace(':', '-');
      const reference = app(registry, rest);
      const tagged = await tagArtifact({ client, reference, tag, signal });
      expect(tagged).toBe(digest);
      expect(registry.store.repository('org/app').tags.get(tag)).toBe(digest);
    }
  });

  it('refuses a tag that is none, and one of an artifact that is not there', async () => {
    const registry = await serve();
    const client = connect();
    const request = { client, reference: app(registry), signal };
    await expect(tagArtifact({ ...request, tag: 'a/b' })).rejects.toMatchObject(
      { code: 'invalid-reference' },
    );
    await expect(tagArtifact({ ...request, tag: 'b' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('listArtifacts', () => {
  async function listing(
    tags: readonly string[],
    filters: { semverFilter?: string; regexFilter?: string } = {},
  ) {
    const registry = await serve({ pageSize: 3 });
    const path = scratch.make();
    await push(registry, { path, tag: 'first' });
    const { digest } = await push(registry, { path });
    const repository = registry.store.repository('org/app');
    repository.tags.clear();
    for (const tag of tags) repository.tags.set(tag, digest);
    const listed = await listArtifacts({
      ...{ client: connect(), repository: app(registry), signal },
      ...filters,
    });
    return { listed, registry, digest };
  }

  it('CLI-15 lists tags from the last to the first, without those of cosign', async () => {
    const tags = ['a', 'B', '10', '9', 'x.sig', 'x.att', 'x.sbom', 'v1.0'];
    const { listed, digest } = await listing(tags);
    expect(listed.map(({ tag }) => tag)).toEqual(['v1.0', 'a', 'B', '9', '10']);
    expect(listed[0]).toEqual({
      ...{ tag: 'v1.0', digest, ...METADATA },
      created: '1970-01-01T00:00:00Z',
    });
  });

  it.each([
    ['>=1.0.0', undefined, ['v1.2.3', '2.0.0', '01.0.0']],
    ['>=1.0.0-0', undefined, ['v1.2.3', '2.0.0-rc.1', '2.0.0', '01.0.0']],
    [undefined, '^v\\d', ['v1.2.3', 'v1.0']],
    ['1.x', '^v', ['v1.2.3']],
  ])('takes the range %s and the pattern %s', async (...row) => {
    const [semverFilter, regexFilter, expected] = row;
    const { listed } = await listing(
      ['v1.2.3', '2.0.0', '2.0.0-rc.1', '01.0.0', 'v1.0', '3', 'latest'],
      { semverFilter, regexFilter },
    );
    expect(listed.map(({ tag }) => tag)).toEqual(expected);
  });

  it.each([
    [{ semverFilter: 'x.y.z.z' }, /semver 'x.y.z.z' parse error/],
    [{ regexFilter: '(' }, /regex '\(' parse error/],
  ])('refuses %j', async (filters, message) => {
    await expect(listing([], filters)).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(message),
    });
  });

  it('leaves out a tag that vanishes while it lists', async () => {
    const registry = await serve();
    await push(registry, { tag: 'stays' });
    await push(registry, { tag: 'goes' });
    registry.intercept = (request, response) => {
      if (!request.url?.endsWith('/manifests/goes')) return false;
      response.writeHead(404).end();
      return true;
    };
    const listed = await listArtifacts({
      ...{ client: connect(), repository: app(registry), signal },
    });
    expect(listed.map(({ tag }) => tag)).toEqual(['stays']);
  });
});

describe('diffArtifact', () => {
  it('CLI-15 finds no difference where there is none, and names those that are', async () => {
    const registry = await serve();
    const path = knownTree();
    const client = connect();
    await push(registry, { path });
    const request = { client, reference: app(registry), path, signal };
    await expect(diffArtifact(request)).resolves.toEqual({
      ...{ isEqual: true, differences: [] },
    });
    chmodSync(join(path, 'apps/run.sh'), 0o644);
    rmSync(join(path, 'empty.yaml'));
    writeFileSync(join(path, 'new.yaml'), 'x');
    await expect(diffArtifact(request)).resolves.toEqual({
      isEqual: false,
      differences: [
        { path: 'apps/run.sh', change: 'changed' },
        { path: 'empty.yaml', change: 'removed' },
        { path: 'new.yaml', change: 'added' },
      ],
    });
  });

  it('takes an archive that another program compressed for equal', async () => {
    const registry = await serve();
    const path = knownTree();
    const { layer } = await push(registry, { path });
    const { blobs } = registry.store.repository('org/app');
    const bytes = gzipSync(gunzipSync(blobs.get(layer.digest)!), { level: 9 });
    expect(bytes.equals(blobs.get(layer.digest)!)).toBe(false);
    const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
    registry.store.addArtifact('org/app', 'other', {
      layers: [{ mediaType, bytes }],
    });
    const reference = app(registry, ':other');
    const client = connect();
    const { isEqual } = await diffArtifact({ client, reference, path, signal });
    expect(isEqual).toBe(true);
  });

  it('calls what is no archive different', async () => {
    const registry = await serve();
    registry.store.addArtifact('org/app', 'v1', {
      layers: [{ mediaType: 'text/plain', bytes: Buffer.from('plain') }],
    });
    await expect(
      diffArtifact({
        ...{ client: connect(), reference: app(registry), signal },
        path: knownTree(),
      }),
    ).resolves.toEqual({ isEqual: false, differences: [] });
  });
});
