import { CertificateFixture } from '@backstage-gitops/certificates';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { useRegistries } from '../__testUtils__/useRegistries';
import type { Descriptor } from '../manifest/manifest';
import { MediaType } from '../manifest/mediaTypes';
import { digestOf } from '../reference/digest';
import { parseReference } from '../reference/reference';
import type { RegistryServer } from '../server/startRegistry';
import type { RegistryClientOptions } from './options';

const { serve, connect, closeLater } = useRegistries();
const call = () => ({ signal: AbortSignal.timeout(10_000) });
const of = ({ host }: RegistryServer, rest: string) =>
  parseReference(`${host}/${rest}`);

async function read(bytes: AsyncIterable<Uint8Array>) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const LAYER = Buffer.from('the layer'.repeat(10_000));

function addArtifact({ store }: RegistryServer, tag = 'v1') {
  return store.addArtifact('org/app', tag, {
    layers: [{ mediaType: 'application/x', bytes: LAYER }],
    annotations: { 'org.opencontainers.image.revision': 'main' },
  });
}

const descriptor = (bytes: Buffer): Descriptor => ({
  mediaType: 'application/x',
  digest: digestOf(bytes),
  size: bytes.length,
});

describe('reading', () => {
  it('resolves a tag by one HEAD', async () => {
    const registry = await serve();
    const digest = addArtifact(registry);
    const client = connect();
    const found = await client.resolve(of(registry, 'org/app:v1'), call());
    expect(found).toMatchObject({ digest, mediaType: MediaType.ociManifest });
    registry.requests.length = 0;
    await client.resolve(of(registry, 'org/app:v1'), call());
    expect(registry.requests).toEqual(['HEAD /v2/org/app/manifests/v1']);
  });

  it('resolves a tag by GET where HEAD does not tell', async () => {
    const registry = await serve();
    const digest = addArtifact(registry);
    registry.intercept = ({ method }, response) => {
      if (method !== 'HEAD') return false;
      response.writeHead(200, { 'content-type': 'x' }).end();
      return true;
    };
    const found = await connect().resolve(of(registry, 'org/app:v1'), call());
    expect(found.digest).toBe(digest);
  });

  it('gives manifest, layers and tags', async () => {
    const registry = await serve({ pageSize: 2 });
    const digest = addArtifact(registry);
    ['a', 'b', 'c', 'd'].forEach(tag => addArtifact(registry, tag));
    const client = connect();
    const reference = of(registry, 'org/app:v1');
    const image = await client.getImage(reference, call());
    expect(image.digest).toBe(digest);
    expect(image.manifest.annotations).toEqual({
      'org.opencontainers.image.revision': 'main',
    });
    const [layer] = image.manifest.layers;
    expect(await read(client.getBlob(reference, layer, call()))).toEqual(LAYER);
    expect(await client.listTags(reference, call())).toEqual([
      ...['a', 'b', 'c', 'd', 'v1'],
    ]);
  });

  it('takes linux/amd64 out of an index', async () => {
    const registry = await serve();
    const { store } = registry;
    const digest = addArtifact(registry);
    const put = (manifests: object[], tag: string) =>
      store.addManifest('org/app', tag, {
        bytes: Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })),
        mediaType: MediaType.ociIndex,
      });
    const entry = { mediaType: MediaType.ociManifest, digest, size: 1 };
    const arm = { os: 'linux', architecture: 'arm64' };
    put([{ ...entry, platform: arm, digest: digestOf(LAYER) }, entry], 'both');
    put([{ ...entry, platform: arm }], 'arm');
    const client = connect();
    const image = await client.getImage(of(registry, 'org/app:both'), call());
    expect(image.digest).toBe(digest);
    const armOnly = of(registry, 'org/app:arm');
    await expect(client.getImage(armOnly, call())).rejects.toMatchObject({
      code: 'not-found',
      message: `no child with platform linux/amd64 in index ${registry.host}/org/app:arm`,
    });
    await client.getImage(armOnly, { ...call(), platform: arm });
  });

  it('says what the registry said', async () => {
    const registry = await serve();
    const client = connect();
    await expect(
      client.resolve(of(registry, 'org/app:v9'), call()),
    ).rejects.toMatchObject({
      code: 'not-found',
      status: 404,
      message: `GET http://${registry.host}/v2/org/app/manifests/v9: MANIFEST_UNKNOWN: manifest unknown; map[Tag:v9]`,
    });
    registry.intercept = (_, response) => {
      response.writeHead(418).end('<html>\u001b[31mtea');
      return true;
    };
    await expect(
      client.getManifest(of(registry, 'org/app:v9'), call()),
    ).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining(
        "unexpected status code 418 I'm a Teapot: <html>[31mtea",
      ),
    });
  });

  it('takes up a blob again where the connection broke', async () => {
    const registry = await serve();
    addArtifact(registry);
    const ranges: (string | undefined)[] = [];
    registry.intercept = ({ url, headers }, response) => {
      if (!url?.includes('/blobs/')) return false;
      ranges.push(headers.range);
      const start = Number(/\d+/.exec(headers.range ?? '')?.[0] ?? 0);
      const isLast = ranges.length === 4;
      response.writeHead(headers.range ? 206 : 200, {
        'content-length': LAYER.length - start,
        ...(headers.range
          ? { 'content-range': `bytes ${start}-${LAYER.length - 1}/*` }
          : {}),
      });
      const part = LAYER.subarray(start, isLast ? undefined : start + 20_000);
      response.write(part, () => isLast || response.destroy());
      if (isLast) response.end();
      return true;
    };
    const client = connect();
    const reference = of(registry, 'org/app:v1');
    const bytes = await read(
      client.getBlob(reference, descriptor(LAYER), call()),
    );
    expect(bytes).toEqual(LAYER);
    expect(ranges).toHaveLength(4);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=\d+-$/);
  });

  it('starts again where the registry knows no ranges', async () => {
    const registry = await serve();
    addArtifact(registry);
    let times = 0;
    registry.intercept = ({ url }, response) => {
      if (!url?.includes('/blobs/')) return false;
      times += 1;
      response.writeHead(200, { 'content-length': LAYER.length });
      if (times > 1) response.end(LAYER);
      else response.write(LAYER.subarray(0, 500), () => response.destroy());
      return true;
    };
    const reference = of(registry, 'org/app:v1');
    const blob = connect().getBlob(reference, descriptor(LAYER), call());
    expect(await read(blob)).toEqual(LAYER);
  });

  it('repeats what fails for the moment, as late as the registry asks', async () => {
    const registry = await serve();
    const digest = addArtifact(registry);
    const answers = [503, 503, 429];
    const times: number[] = [];
    registry.intercept = (_, response) => {
      times.push(performance.now());
      const status = answers.shift();
      if (!status) return false;
      response.writeHead(status, { 'retry-after': '1' }).end();
      return true;
    };
    const client = connect();
    const reference = of(registry, 'org/app:v1');
    const { digest: found } = await client.getManifest(reference, call());
    expect(found).toBe(digest);
    expect(times.at(-1)! - times.at(-2)!).toBeGreaterThan(900);
  });

  it('gives up where the registry asks for a long wait', async () => {
    const registry = await serve();
    const client = connect();
    const reference = of(registry, 'org/app:v1');
    addArtifact(registry);
    await client.resolve(reference, call());
    registry.intercept = (_, response) => {
      response.writeHead(429, { 'retry-after': '600' }).end();
      return true;
    };
    await expect(client.getManifest(reference, call())).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 600_000,
    });
  });
});

describe('writing', () => {
  it.each([undefined, 1_000, 50_000, 1_000_000])(
    'uploads a blob in pieces of %s bytes',
    async chunkBytes => {
      const registry = await serve();
      const client = connect();
      const repository = of(registry, 'org/app');
      const content = {
        ...{ digest: digestOf(LAYER), size: LAYER.length },
        async *open(start: number) {
          yield LAYER.subarray(start, start + 7);
          yield LAYER.subarray(start + 7);
        },
      };
      await client.pushBlob(repository, content, { ...call(), chunkBytes });
      expect(registry.store.find('org/app')?.blobs.get(content.digest)).toEqual(
        LAYER,
      );
      registry.requests.length = 0;
      await client.pushBlob(repository, content, call());
      expect(registry.requests).toHaveLength(1);
      await client.pushBlob({ ...repository, repository: 'b/c' }, content, {
        ...call(),
        mountFrom: 'org/app',
      });
      expect(registry.requests.slice(1)).toEqual([
        expect.stringMatching(/^HEAD /),
        expect.stringMatching(/^POST .*from=org%2Fapp/),
      ]);
    },
  );

  it('starts an upload again that was lost', async () => {
    const registry = await serve();
    const client = connect();
    let lost = 0;
    registry.intercept = ({ method }, response) => {
      if (method !== 'PUT' || lost > 0) return false;
      lost += 1;
      response
        .writeHead(404)
        .end('{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}');
      return true;
    };
    const repository = of(registry, 'org/app');
    const { digest, size } = descriptor(LAYER);
    const open = async function* open() {
      yield LAYER;
    };
    await client.pushBlob(repository, { digest, size, open }, call());
    expect(await client.hasBlob(repository, digest, call())).toBe(true);
  });

  it.each([true, false])(
    'puts manifests, and lists their referrers (by the registry: %s)',
    async referrers => {
      const registry = await serve({ referrers });
      const digest = addArtifact(registry);
      const client = connect();
      const repository = of(registry, 'org/app');
      const config = { ...descriptor(Buffer.from('{}')), mediaType: 'c/onfig' };
      const put = (artifactType: string) => {
        const subject = { ...descriptor(LAYER), digest };
        const fields = { schemaVersion: 2, config, layers: [], subject };
        const bytes = Buffer.from(JSON.stringify({ ...fields, artifactType }));
        const { ociManifest: mediaType } = MediaType;
        return client.putManifest(
          { ...repository, tag: undefined, digest: digestOf(bytes) },
          { bytes, mediaType },
          call(),
        );
      };
      const first = await put('a/b');
      const second = await put('c/d');
      await put('c/d');
      const all = await client.referrers({ ...repository, digest }, call());
      expect(all.map(entry => entry.digest)).toEqual([first, second]);
      const filter = { ...call(), artifactType: 'c/d' };
      expect(
        await client.referrers({ ...repository, digest }, filter),
      ).toMatchObject([{ digest: second, artifactType: 'c/d' }]);
    },
  );

  it('deletes a tag', async () => {
    const registry = await serve();
    addArtifact(registry);
    const client = connect();
    const reference = of(registry, 'org/app:v1');
    await client.deleteManifest(reference, call());
    await expect(client.resolve(reference, call())).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('TLS', () => {
  const certificates = new CertificateFixture();

  it('needs a certificate that is trusted, or insecure', async () => {
    const tls = { ...certificates.issue('server'), ca: certificates.ca };
    const registry = await serve({ tls });
    const { key, cert } = certificates.issue('client');
    addArtifact(registry);
    const reference = of(registry, 'org/app:v1');
    const resolve = (options: Partial<RegistryClientOptions>) =>
      connect(options).resolve(reference, call());
    const { ca } = certificates;
    await resolve({ tls: { ca, cert, key } });
    await expect(resolve({})).rejects.toMatchObject({ code: 'tls' });
    const open = await serve({ tls: certificates.issue('server') });
    addArtifact(open);
    await expect(
      connect().resolve(of(open, 'org/app:v1'), call()),
    ).rejects.toThrow(/self-signed|unable to/);
    await connect({ insecure: true }).resolve(of(open, 'org/app:v1'), call());
    expect(() => connect({ tls: { cert: 'none', key: 'none' } })).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    );
  });
});

describe('a proxy', () => {
  it('is what all connections go through', async () => {
    const registry = await serve();
    addArtifact(registry);
    const seen: string[] = [];
    const proxy = createServer(({ method, url = '' }, response) => {
      seen.push(url);
      response.writeHead(200, {
        'content-type': 'x/y',
        'docker-content-digest': digestOf(LAYER),
        'content-length': 1,
      });
      response.end(method === 'HEAD' ? undefined : 'x');
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    closeLater(async () => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const { port } = proxy.address() as AddressInfo;
    const client = connect({ proxy: { url: `http://127.0.0.1:${port}` } });
    const reference = of(registry, 'org/app:v1');
    const { digest } = await client.resolve(reference, call());
    expect(digest).toBe(digestOf(LAYER));
    expect(registry.requests).toEqual([]);
    expect(seen.at(-1)).toBe(`http://${registry.host}/v2/org/app/manifests/v1`);
  });
});
