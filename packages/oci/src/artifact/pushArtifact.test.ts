import { mkdirSync, readdirSync, writeFileSync } from 'fs';
import type { IncomingMessage, ServerResponse } from 'http';
import { join } from 'path';
import {
  app,
  METADATA,
  signal,
  useArtifacts,
} from './__testUtils__/useArtifacts';
import { listArtifacts } from './listArtifacts';
import { pullArtifact } from './pullArtifact';

const { scratch, serve, connect, knownTree, push } = useArtifacts();

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
