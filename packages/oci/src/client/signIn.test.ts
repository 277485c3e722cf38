import { createServer } from 'http';
import type { IncomingMessage, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { useRegistries } from '../__testUtils__/useRegistries';
import { RegistryMemory } from '../auth/RegistryMemory';
import { digestOf } from '../reference/digest';
import { parseReference } from '../reference/reference';
import type { RegistryServerAuth } from '../server/TokenService';
import type { RegistryClientOptions } from './options';

const LOGIN = { username: 'ann', password: 'canary:41f' };
const LAYER = Buffer.from('layer');
const registries = useRegistries();

async function serve(auth: Partial<RegistryServerAuth> = {}) {
  const registry = await registries.serve({
    auth: { scheme: 'token', ...LOGIN, ...auth },
  });
  const layers = [{ mediaType: 'x/y', bytes: LAYER }];
  registry.store.addArtifact('org/app', 'v1', { layers });
  return registry;
}

function connect(options: Partial<RegistryClientOptions> = {}) {
  return registries.connect({ credentials: () => LOGIN, ...options });
}

/** A server of somebody else's, which remembers what it was sent. */
async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    answer(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  registries.closeLater(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { seen, url: `http://127.0.0.1:${port}` };
}

const call = () => ({ signal: AbortSignal.timeout(10_000) });
const v1 = ({ host }: { host: string }) => parseReference(`${host}/org/app:v1`);

async function read(bytes: AsyncIterable<Uint8Array>) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('SC-36 signing in', () => {
  it.each(['basic', 'token'] as const)(
    'by %s needs a password',
    async scheme => {
      const registry = await serve({ scheme });
      await connect().resolve(v1(registry), call());
      for (const credentials of [
        () => undefined,
        () => ({ ...LOGIN, password: 'wrong' }),
      ]) {
        const error = await connect({ credentials })
          .resolve(v1(registry), call())
          .catch(e => e);
        expect(error).toMatchObject({ code: 'unauthorized', status: 401 });
        expect(error.message).not.toContain('canary');
      }
    },
  );

  it('takes the challenge that it knows out of several', async () => {
    const registry = await serve({ scheme: 'basic' });
    registry.intercept = ({ headers }, response) => {
      if (headers.authorization) return false;
      const challenges = ['Negotiate', 'Basic realm="x"'];
      response.writeHead(401, { 'www-authenticate': challenges }).end();
      return true;
    };
    const { digest } = await connect().resolve(v1(registry), call());
    expect(digest).toMatch(/^sha256:/);
  });

  it('takes tokens for everybody', async () => {
    const registry = await serve({ allowAnonymousPull: true });
    const client = connect({ credentials: undefined });
    await client.resolve(v1(registry), call());
    const content = {
      ...{ digest: digestOf(LAYER), size: LAYER.length },
      async *open() {
        yield LAYER;
      },
    };
    await expect(
      client.pushBlob(v1(registry), content, call()),
    ).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('asks for one token for each scope, and again once it is refused', async () => {
    const registry = await serve();
    const memory = new RegistryMemory();
    const requests = async () => {
      registry.requests.length = 0;
      await connect({ memory }).resolve(v1(registry), call());
      return registry.requests.filter(request => request !== 'GET /v2/');
    };
    const head = 'HEAD /v2/org/app/manifests/v1';
    const token = expect.stringMatching(/^GET \/token\?scope=.*pull&service=/);
    expect(await requests()).toEqual([head, token, head]);
    expect(await requests()).toEqual([head]);
    registry.revokeTokens();
    expect(await requests()).toEqual([head, token, head]);
  });

  it('keeps tokens of other credentials apart', async () => {
    const registry = await serve();
    const memory = new RegistryMemory();
    await connect({ memory }).resolve(v1(registry), call());
    for (const credentials of [
      () => undefined,
      () => ({ ...LOGIN, password: 'other' }),
    ]) {
      await expect(
        connect({ memory, credentials }).resolve(v1(registry), call()),
      ).rejects.toMatchObject({ code: 'unauthorized' });
    }
  });

  it('renews a token before it expires', async () => {
    const registry = await serve({ expiresInSeconds: 1 });
    const client = connect();
    await client.resolve(v1(registry), call());
    await new Promise(resolve => setTimeout(resolve, 1100));
    registry.requests.length = 0;
    await client.resolve(v1(registry), call());
    expect(registry.requests[0]).toMatch(/^GET \/token/);
  });

  it('takes an identity token by OAuth2, a registry token as it is', async () => {
    const registry = await serve({ identityToken: 'id-1' });
    const identityToken = 'id-1';
    const credentials = () => ({ identityToken });
    await connect({ credentials }).resolve(v1(registry), call());
    expect(registry.requests).toContain('POST /token');
    const seen: (string | undefined)[] = [];
    registry.intercept = ({ headers }) => {
      seen.push(headers.authorization);
      return false;
    };
    await expect(
      connect({ credentials: () => ({ registryToken: 'as-it-is' }) }).resolve(
        v1(registry),
        call(),
      ),
    ).rejects.toMatchObject({ code: 'unauthorized' });
    expect(seen).toContain('Bearer as-it-is');
  });

  it('signs in by password where the token server knows no OAuth2', async () => {
    const registry = await serve();
    registry.intercept = ({ method, url }, response) => {
      if (method !== 'POST' || url !== '/token') return false;
      response.writeHead(404).end();
      return true;
    };
    const credentials = () => ({ ...LOGIN, identityToken: 'x' });
    await connect({ credentials }).resolve(v1(registry), call());
  });

  it('shows no credentials to the host that a blob is redirected to', async () => {
    const registry = await serve();
    const storage = await listen((_, response) => response.end(LAYER));
    registry.intercept = ({ url = '' }, response) => {
      if (!url.includes('/blobs/')) return false;
      const location = `${storage.url}/blob?X-Amz-Signature=secret`;
      response.writeHead(307, { location }).end();
      return true;
    };
    const client = connect();
    await client.resolve(v1(registry), call());
    const blob = { digest: digestOf(LAYER), size: LAYER.length };
    expect(await read(client.getBlob(v1(registry), blob, call()))).toEqual(
      LAYER,
    );
    expect(storage.seen).toEqual([undefined]);
  });

  it('does not repeat what a registry sends back', async () => {
    const registry = await serve({ scheme: 'basic' });
    registry.intercept = ({ headers }, response) => {
      const { authorization = '' } = headers;
      if (authorization === '') return false;
      const [, base64] = authorization.split(' ');
      const pair = Buffer.from(base64, 'base64').toString();
      const errors = [
        { code: 'DENIED', message: authorization, detail: { pair } },
      ];
      response.writeHead(403).end(JSON.stringify({ errors }));
      return true;
    };
    const error = await connect()
      .getManifest(v1(registry), call())
      .catch(e => e);
    expect(error).toMatchObject({ code: 'denied', status: 403 });
    const base64 = Buffer.from(`ann:${LOGIN.password}`).toString('base64');
    const all = error.message + JSON.stringify(error.diagnostics);
    expect(all).not.toContain(LOGIN.password);
    expect(all).not.toContain(base64);
  });
});

describe('the realm of a registry', () => {
  const failWith = async (challenge: string) => {
    const registry = await serve();
    registry.intercept = ({ method }, response) => {
      if (method === 'POST') return false;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return true;
    };
    return connect({
      credentials: () => ({ ...LOGIN, identityToken: 'id' }),
    })
      .resolve(v1(registry), call())
      .catch(e => e);
  };

  it.each([
    ['Bearer realm="http://169.254.169.254/latest"', 'redirect'],
    ['Bearer realm="http://10.0.0.1/token"', 'redirect'],
    ['Bearer realm="http://[fd00:ec2::254]/token"', 'redirect'],
    ['Bearer realm="http://0x0a000001/token"', 'redirect'],
    ['Bearer realm="file:///etc/passwd"', 'redirect'],
    ['Bearer realm="ftp://127.0.0.1/"', 'redirect'],
    ['Bearer realm="http://"', 'redirect'],
    ['Bearer service="x"', 'unauthorized'],
    ['Negotiate', 'unauthorized'],
  ])('%s leads nowhere', async (challenge, code) => {
    expect(await failWith(challenge)).toMatchObject({ code });
  });

  it('keeps to the network policy after DNS', async () => {
    const registry = await serve();
    registry.intercept = (_, response) => {
      const realm = 'http://localhost:1/token';
      const challenge = `Bearer realm="${realm}"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return true;
    };
    const network = { deny: ['::1/128'], allow: [] };
    const denyNames = { deny: ['localhost'], allow: [] };
    await expect(
      connect({ network: denyNames }).resolve(v1(registry), call()),
    ).rejects.toMatchObject({ code: 'forbidden-address' });
    await expect(
      connect({ network }).resolve(v1(registry), call()),
    ).rejects.toMatchObject({ code: expect.stringMatching(/network|forb/) });
  });

  it('may not redirect a refresh token away', async () => {
    const registry = await serve();
    const thief = await listen((_, response) => response.end('{"token":"x"}'));
    registry.intercept = ({ url = '' }, response) => {
      if (!url.startsWith('/token')) return false;
      response.writeHead(307, { location: thief.url }).end();
      return true;
    };
    const credentials = () => ({ identityToken: 'id-1' });
    await expect(
      connect({ credentials }).resolve(v1(registry), call()),
    ).rejects.toMatchObject({ status: 307 });
    expect(thief.seen).toEqual([]);
  });

  it.each([
    ['no JSON', '<html>'],
    ['no token', '{}'],
    ['a token that is a line more', '{"token":"a\\r\\nx: y"}'],
    ['a token that is none', '{"token":{"a":1}}'],
    ['null', 'null'],
  ])('may answer with %s', async (_, body) => {
    const registry = await serve();
    registry.intercept = ({ url = '' }, response) => {
      if (!url.startsWith('/token')) return false;
      response.end(body);
      return true;
    };
    await expect(connect().resolve(v1(registry), call())).rejects.toMatchObject(
      {
        code: 'unauthorized',
        message: 'no token in bearer response',
      },
    );
  });

  it('may not answer without end', async () => {
    const registry = await serve();
    registry.intercept = ({ url = '' }, response) => {
      if (!url.startsWith('/token')) return false;
      const send = () =>
        response.destroyed || response.write(' '.repeat(50_000), send);
      send();
      return true;
    };
    await expect(connect().resolve(v1(registry), call())).rejects.toMatchObject(
      { code: 'limit' },
    );
  });
});
