import { connect as connectSocket, createServer } from 'net';
import type { AddressInfo, Socket } from 'net';
import { useRegistries } from '../__testUtils__/useRegistries';
import { digestOf } from '../reference/digest';
import { parseReference } from '../reference/reference';
import type { RegistryServer } from '../server/startRegistry';

const { serve, connect, closeLater } = useRegistries();
const BLOB = Buffer.alloc(3_000_000, 'bytes of a blob ');
const call = () => ({ signal: AbortSignal.timeout(10_000) });

/** A way to a registry that breaks each connection after so many bytes to it. */
async function breakingWay({ host }: RegistryServer, maxBytes: number) {
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const [address, port] = host.split(':');
    const upstream = connectSocket(Number(port), address);
    let passed = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    upstream.pipe(client);
    client.on('data', chunk => {
      if (passed > maxBytes) return;
      upstream.write(chunk);
      passed += chunk.length;
      if (passed > maxBytes) upstream.end(() => client.destroy());
    });
    client.on('close', () => upstream.end());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise(resolve => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The blob, with the places from which it was opened. */
function watchedBlob() {
  const starts: number[] = [];
  return {
    starts,
    digest: digestOf(BLOB),
    size: BLOB.length,
    async *open(start: number): AsyncGenerator<Uint8Array> {
      starts.push(start);
      for (let at = start; at < BLOB.length; at += 16_384) {
        yield BLOB.subarray(at, at + 16_384);
      }
    },
  };
}

const blobOf = (registry: RegistryServer) =>
  registry.store.find('org/app')?.blobs.get(digestOf(BLOB));

describe('an upload', () => {
  it.each([undefined, 1_200_000])(
    'goes on where its connection broke, in pieces of %s bytes',
    async chunkBytes => {
      const registry = await serve();
      const host = await breakingWay(registry, 900_000);
      const content = watchedBlob();
      await connect().pushBlob(parseReference(`${host}/org/app`), content, {
        ...{ ...call(), chunkBytes },
      });
      expect(blobOf(registry)?.length).toBe(BLOB.length);
      const { starts } = content;
      expect(starts.length).toBeGreaterThan(2);
      expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
    },
  );

  it('is not sent again when only its answer was lost', async () => {
    const registry = await serve();
    registry.intercept = (request, response) => {
      if (request.method === 'PUT') {
        response.end = () => response.destroy();
      }
      return false;
    };
    const content = watchedBlob();
    const reference = parseReference(`${registry.host}/org/app`);
    await connect().pushBlob(reference, content, call());
    expect(content.starts).toEqual([0]);
    expect(blobOf(registry)?.length).toBe(BLOB.length);
  });

  it('ends when its connections carry nothing', async () => {
    const registry = await serve();
    registry.intercept = request => {
      if (request.method !== 'PATCH') return false;
      request.socket.destroy();
      return true;
    };
    const content = watchedBlob();
    await expect(
      connect().pushBlob(
        parseReference(`${registry.host}/org/app`),
        content,
        call(),
      ),
    ).rejects.toMatchObject({ code: 'network' });
    expect(content.starts).toEqual([0, 0, 0]);
  });

  it('starts over where the registry does not tell what it has', async () => {
    const registry = await serve();
    let broken = 0;
    registry.intercept = (request, response) => {
      if (request.method === 'GET' && request.url?.includes('/uploads/')) {
        response.writeHead(405).end();
        return true;
      }
      if (request.method !== 'PATCH' || broken > 0) return false;
      broken += 1;
      request.socket.destroy();
      return true;
    };
    const content = watchedBlob();
    const reference = parseReference(`${registry.host}/org/app`);
    await connect().pushBlob(reference, content, call());
    expect(content.starts).toEqual([0, 0]);
    expect(blobOf(registry)?.length).toBe(BLOB.length);
    const begun = registry.requests.filter(line => line.startsWith('POST'));
    expect(begun).toHaveLength(2);
  });

  it('waits as long as a busy registry asks, but not for ever', async () => {
    const registry = await serve();
    let busy = 1;
    let retryAfter = '0';
    registry.intercept = (request, response) => {
      if (request.method !== 'PUT' || busy === 0) return false;
      busy -= 1;
      request.resume();
      response.writeHead(429, { 'retry-after': retryAfter }).end();
      return true;
    };
    const reference = parseReference(`${registry.host}/org/app`);
    await connect().pushBlob(reference, watchedBlob(), call());
    registry.store.repository('org/app').blobs.clear();
    busy = 1;
    retryAfter = '600';
    await expect(
      connect().pushBlob(reference, watchedBlob(), call()),
    ).rejects.toMatchObject({ code: 'rate-limited' });
  });
});
