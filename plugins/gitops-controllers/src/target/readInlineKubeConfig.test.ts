import { KubeClient } from '@backstage-gitops/kube';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { decodeKubeConfig } from './decodeKubeConfig';
import { readInlineKubeConfig } from './readInlineKubeConfig';

const CANARY = 'canary-7f3a';
const scratch = mkdtempSync(join(tmpdir(), 'gitops-kubeconfig-'));
const file = join(scratch, 'canary');
writeFileSync(file, CANARY);

const received: string[] = [];
const server = createServer((request, response) => {
  received.push(JSON.stringify([request.url, request.headers]));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"kind":"APIVersions","versions":[]}');
});
let url = '';

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise(resolve => server.close(resolve));
  rmSync(scratch, { recursive: true, force: true });
});

interface Parts {
  readonly cluster?: Record<string, unknown>;
  readonly user?: Record<string, unknown>;
  readonly context?: Record<string, unknown>;
}

function configOf({ cluster, user, context }: Parts): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: url, ...cluster } }],
    users: [{ name: 'u', user: { ...user } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...context } }],
    'current-context': 'x',
  });
}

async function read(
  text: string,
  permissions?: Parameters<typeof readInlineKubeConfig>[1],
) {
  return readInlineKubeConfig(await decodeKubeConfig({ text }), permissions);
}

describe('readInlineKubeConfig', () => {
  it('takes inline data and the way to a server', async () => {
    const config = await read(
      configOf({
        cluster: {
          server: 'https://10.0.0.1:6443/',
          'certificate-authority-data': 'Q0E=',
          'tls-server-name': 'kubernetes',
          'insecure-skip-tls-verify': true,
          extensions: [],
        },
        user: { token: 't', 'client-key-data': 'Sw==' },
      }),
    );
    expect(config.getCurrentCluster()).toMatchObject({
      server: 'https://10.0.0.1:6443',
      caData: 'Q0E=',
      tlsServerName: 'kubernetes',
      skipTLSVerify: false,
    });
    expect(config.getCurrentUser()).toMatchObject({
      token: 't',
      keyData: 'Sw==',
    });
  });

  it('skips the check of certificates only where the controllers allow it', async () => {
    const text = configOf({ cluster: { 'insecure-skip-tls-verify': true } });
    const config = await read(text, { insecureTls: true });
    expect(config.getCurrentCluster()?.skipTLSVerify).toBe(true);
  });

  it.each<[string, Parts]>([
    ['token-file', { user: { 'token-file': file } }],
    ['tokenFile', { user: { tokenFile: file } }],
    ['token-file', { user: { token: '', 'token-file': file } }],
    ['client-certificate', { user: { 'client-certificate': file } }],
    ['client-key', { user: { 'client-key': file } }],
    ['certFile', { user: { certFile: file } }],
    ['keyFile', { user: { keyFile: file } }],
    [
      'auth-provider',
      {
        user: {
          'auth-provider': { name: 'tokenFile', config: { tokenFile: file } },
        },
      },
    ],
    [
      'auth-provider',
      {
        user: {
          'auth-provider': {
            name: 'gcp',
            config: { 'cmd-path': '/bin/cat', 'cmd-args': file },
          },
        },
      },
    ],
    ['authProvider', { user: { authProvider: { name: 'tokenFile' } } }],
    ['certificate-authority', { cluster: { 'certificate-authority': file } }],
    ['caFile', { cluster: { caFile: file } }],
    ['__proto__x', { user: { __proto__x: file } }],
  ])(
    'refuses the key %s, and nothing reaches the server',
    async (key, parts) => {
      received.length = 0;
      const ask = async () => {
        const config = await read(configOf(parts));
        const client = KubeClient.fromKubeConfig(config);
        await client
          .get({ apiVersion: 'v1', kind: 'Namespace' }, { name: 'a' })
          .finally(() => client.close());
      };
      await expect(ask()).rejects.toMatchObject({
        name: 'KubeConfigError',
        code: 'not-inline',
        message: expect.stringContaining(`has "${key}"`),
      });
      expect(received).toEqual([]);
    },
  );

  it('refuses to run a command, unless the controllers allow it', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/bin/cat',
      args: [file],
    };
    const text = configOf({ user: { exec } });
    await expect(read(text)).rejects.toThrow(
      /user "u" runs a command .*--insecure-kubeconfig-exec/,
    );
    const config = await read(text, { exec: true });
    expect(config.getCurrentUser()?.exec).toEqual(exec);
  });

  it.each([
    ['is not valid YAML', 'a: [b'],
    ['is not a mapping', '- a'],
    ['clusters is not a list', 'clusters: {a: b}'],
    ['users[0] needs a name', 'users: [{user: {}}]'],
    ['current-context "" of the kubeconfig names no cluster', 'kind: Config'],
    [
      'needs a server that starts with https://',
      'clusters: [{name: c, cluster: {server: "file:///etc/passwd"}}]',
    ],
  ])('says what is wrong: %s', async (message, text) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
