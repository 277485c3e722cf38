import { createServer } from 'net';
import type { AddressInfo, Server, Socket } from 'net';
import { RepositoryFixture } from '../../server/RepositoryFixture';
import { startSshServer } from '../../server/sshServer';
import type { SshServer } from '../../server/sshServer';
import { GitRemote } from '../GitRemote';
import type { RemoteOptions, SshAuth } from '../options';
import { createSshKey } from './__testUtils__/createSshKey';
import { startSocksProxy } from './__testUtils__/startSocksProxy';

const fixture = new RepositoryFixture();
const keys = {
  ed25519: createSshKey(),
  encrypted: createSshKey({ passphrase: 'pass' }),
  rsa: createSshKey({ type: 'rsa' }),
  ecdsa: createSshKey({ type: 'ecdsa' }),
};
const host = createSshKey();
const rsaHost = createSshKey({ type: 'rsa' });
let server: SshServer;
let head: string;

beforeAll(async () => {
  fixture.create('app');
  head = fixture.commit('app', { 'a.txt': 'one\n' });
  fixture.create("o'dd name!");
  fixture.commit("o'dd name!", { 'a.txt': 'one\n' });
  server = await startSshServer({
    root: fixture.root,
    hostKeys: [host.privateKey, rsaHost.privateKey],
    authorizedKeys: Object.values(keys).map(({ publicKey }) => publicKey),
  });
});
afterAll(async () => {
  await server.stop();
  fixture.remove();
});

function knownHost(publicKey = host.publicKey): string {
  return `[127.0.0.1]:${server.port} ${publicKey}\n`;
}

function authOf(changes: Partial<SshAuth> = {}): SshAuth {
  return {
    identity: keys.ed25519.privateKey,
    knownHosts: knownHost(),
    ...changes,
  };
}

async function revisionOf(
  options: Partial<RemoteOptions> = {},
  timeoutMs = 10_000,
): Promise<string> {
  const remote = new GitRemote({
    url: `${server.url}/app.git`,
    auth: authOf(),
    ...options,
  });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    return (await remote.resolve({ branch: 'main' }, signal)).revision;
  } finally {
    await remote.close();
  }
}

/** A server that gives each connection to a function. */
async function withServer(
  onConnection: (socket: Socket) => void,
  work: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const other: Server = createServer(socket => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  try {
    await work((other.address() as AddressInfo).port);
  } finally {
    sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => other.close(resolve));
  }
}

describe('SC-26 signing in over SSH', () => {
  it.each<[string, Partial<SshAuth>]>([
    ['Ed25519', {}],
    ['RSA', { identity: keys.rsa.privateKey }],
    ['ECDSA', { identity: keys.ecdsa.privateKey }],
    [
      'an encrypted key',
      { identity: keys.encrypted.privateKey, passphrase: 'pass' },
    ],
  ])('takes a key of %s', async (_, changes) => {
    await expect(revisionOf({ auth: authOf(changes) })).resolves.toBe(
      `main@sha1:${head}`,
    );
  });

  it('is git unless the address says another user', async () => {
    const { port } = server;
    await revisionOf({ url: `ssh://127.0.0.1:${port}/app.git` });
    await revisionOf({ url: `ssh://ann@127.0.0.1:${port}/app.git` });
    expect(server.users.slice(-2)).toEqual(['git', 'ann']);
  });

  it.each<[string, Partial<SshAuth> | undefined, string]>([
    [
      'no Secret',
      undefined,
      "invalid 'ssh' auth option: 'identity' is required",
    ],
    [
      'no identity',
      { identity: '' },
      "invalid 'ssh' auth option: 'identity' is required",
    ],
    [
      'no known_hosts',
      { knownHosts: '' },
      "invalid 'ssh' auth option: 'known_hosts' is required",
    ],
  ])('needs both keys: %s', (_, changes, message) => {
    const url = `${server.url}/app.git`;
    const auth = changes ? authOf(changes) : undefined;
    expect(() => new GitRemote({ url, auth })).toThrow(
      expect.objectContaining({ code: 'authentication', message }),
    );
  });

  it('tells a key that the server does not take, and sends it no other', async () => {
    const { privateKey } = createSshKey();
    await expect(
      revisionOf({ auth: authOf({ identity: privateKey }) }),
    ).rejects.toMatchObject({
      code: 'authentication',
      message: expect.stringMatching(
        /^unable to clone 'ssh:\/\/git@127\.0\.0\.1:\d+\/app\.git': ssh: handshake failed: ssh: unable to authenticate, attempted methods \[none publickey\], no supported methods remain/,
      ),
    });
  });

  it('tells a wrong passphrase before it connects', async () => {
    const identity = keys.encrypted.privateKey;
    const users = server.users.length;
    await expect(
      revisionOf({ auth: authOf({ identity, passphrase: 'canary' }) }),
    ).rejects.toMatchObject({
      code: 'authentication',
      message: expect.not.stringContaining('canary'),
    });
    expect(server.users).toHaveLength(users);
  });
});

describe('SC-26 the key of the host', () => {
  it('is looked for among the known ones, of any type', async () => {
    const knownHosts = knownHost(rsaHost.publicKey);
    await expect(revisionOf({ auth: authOf({ knownHosts }) })).resolves.toBe(
      `main@sha1:${head}`,
    );
  });

  it.each<[string, () => string, string, string]>([
    [
      'another key',
      () => knownHost(createSshKey().publicKey),
      'host-key',
      'ssh: handshake failed: knownhosts: key mismatch',
    ],
    [
      'no key',
      () => `example.com ${host.publicKey}`,
      'host-key',
      'ssh: handshake failed: knownhosts: key is unknown',
    ],
    [
      'a revoked key',
      () => `${knownHost()}@revoked * ${host.publicKey}`,
      'host-key',
      'ssh: handshake failed: knownhosts: key is revoked',
    ],
    [
      'a key of a type that it does not have',
      () => knownHost(createSshKey({ type: 'ecdsa' }).publicKey),
      'host-key',
      'ssh: handshake failed: ssh: no common algorithm for host key',
    ],
    [
      'an authority',
      () => `@cert-authority ${knownHost()}`,
      'unsupported',
      'known_hosts has only a certificate authority for [127.0.0.1]',
    ],
    [
      'a damaged line',
      () => '# first\nfoo',
      'authentication',
      'known_hosts, line 2: a line is hosts, type of key, key',
    ],
  ])('is refused: known_hosts has %s', async (_, knownHosts, code, message) => {
    const users = server.users.length;
    await expect(
      revisionOf({ auth: authOf({ knownHosts: knownHosts() }) }),
    ).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`: ${message}`),
    });
    expect(server.users).toHaveLength(users);
  });
});

describe('algorithms of SSH', () => {
  it.each([
    [{ kex: ['curve25519-sha256', 'ecdh-sha2-nistp256'] }],
    [{ hostKey: ['rsa-sha2-256', 'ssh-ed25519'] }],
    [{ kex: [], hostKey: [] }],
  ])('are those of %j', async sshAlgorithms => {
    await expect(revisionOf({ sshAlgorithms })).resolves.toContain(head);
  });

  it('choose the key that a server shows', async () => {
    const both = knownHost() + knownHost(rsaHost.publicKey);
    const shown = (hostKey: string[], known: string) =>
      revisionOf({
        auth: authOf({ knownHosts: both.replace(known, `@revoked ${known}`) }),
        sshAlgorithms: { hostKey },
      });
    const [ed25519, rsa] = [knownHost(), knownHost(rsaHost.publicKey)];
    await expect(shown(['rsa-sha2-512'], ed25519)).resolves.toContain(head);
    await expect(shown(['ssh-ed25519'], rsa)).resolves.toContain(head);
  });

  it('that known_hosts has no key for are told', async () => {
    await expect(
      revisionOf({ sshAlgorithms: { hostKey: ['ecdsa-sha2-nistp256'] } }),
    ).rejects.toMatchObject({
      code: 'host-key',
      message: expect.stringContaining(
        'ssh-ed25519, and --ssh-hostkey-algos allows ecdsa-sha2-nistp256',
      ),
    });
  });

  it('that no one knows are told', async () => {
    await expect(
      revisionOf({ sshAlgorithms: { kex: ['rot13'] } }),
    ).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('rot13'),
    });
  });
});

describe('SSH servers that fail', () => {
  const at = (port: number): Partial<RemoteOptions> => ({
    url: `ssh://git@127.0.0.1:${port}/app.git`,
    auth: authOf({ knownHosts: `[127.0.0.1]:${port} ${host.publicKey}` }),
  });

  it.each<[string, string]>([
    ['before its banner', ''],
    ['in the middle of its banner', 'SSH-2.0-Open'],
    ['after its banner', 'SSH-2.0-OpenSSH_9\r\n'],
  ])('SC-24 by hanging %s end at the deadline', async (_, banner) => {
    const wait = (socket: Socket) => socket.write(banner);
    await withServer(wait, async port => {
      await expect(revisionOf(at(port), 300)).rejects.toMatchObject({
        code: 'timeout',
        message: expect.stringContaining('context deadline exceeded'),
      });
    });
  });

  it.each<[string, string]>([
    ['hang up', ''],
    ['hang up after their banner', 'SSH-2.0-OpenSSH_9\r\n'],
    ['speak HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['send noise', `${'x'.repeat(40_000)}\r\n`],
  ])('and %s are told', async (_, text) => {
    await withServer(
      socket => socket.end(text),
      async port => {
        await expect(revisionOf(at(port))).rejects.toMatchObject({
          code: 'network',
          message: expect.stringContaining('ssh: handshake failed: '),
        });
      },
    );
  });

  it('and are not there are told', async () => {
    let gone = 0;
    await withServer(
      () => undefined,
      async port => {
        gone = port;
      },
    );
    await expect(revisionOf(at(gone))).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('connection refused'),
    });
  });
});

describe('SSH addresses', () => {
  it('SC-24 take any name that a repository has', async () => {
    const path = encodeURIComponent("o'dd name!.git");
    await expect(revisionOf({ url: `${server.url}/${path}` })).resolves.toMatch(
      /^main@sha1:/,
    );
  });

  it('are held to the network policy', async () => {
    const network = { deny: ['127.0.0.0/8'], allow: [] };
    await expect(revisionOf({ network })).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('127.0.0.0/8'),
    });
  });

  it('SC-31 take a socks5 proxy, and no other', async () => {
    const socks = await startSocksProxy();
    await expect(revisionOf({ proxy: { url: socks.url } })).resolves.toBe(
      `main@sha1:${head}`,
    );
    expect(socks.targets).toEqual([`127.0.0.1:${server.port}`]);
    await socks.stop();
    const proxy = { url: 'http://127.0.0.1:1' };
    await expect(revisionOf({ proxy })).rejects.toMatchObject({
      message: expect.stringContaining('proxy: unknown scheme: http'),
    });
  });
});
