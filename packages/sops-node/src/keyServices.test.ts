import type { KeyService, MasterKey } from '@backstage-gitops/sops';
import {
  constants,
  createPrivateKey,
  privateDecrypt,
  publicEncrypt,
} from 'crypto';
import { createServer, IncomingMessage, RequestListener, Server } from 'http';
import { createServer as createTlsServer } from 'https';
import type { AddressInfo } from 'net';
import { pki } from 'node-forge';
import { awsKmsService } from './awsKms';
import { azureKeyVaultService } from './azureKeyVault';
import { gcpKmsService } from './gcpKms';
import { vaultTransitService } from './vaultTransit';

/** Stands for the cipher of the remote service: its answer is not its question. */
const DATA_KEY = Buffer.alloc(32, 7);
const WRAPPED = Buffer.from('wrapped data key').toString('base64');

const servers: Server[] = [];
afterAll(() => servers.forEach(server => server.close()));

async function listen(server: Server, scheme: string): Promise<string> {
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return `${scheme}://localhost:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}

type Handler = (
  request: IncomingMessage,
  body: Record<string, unknown>,
) => { status: number; body: unknown };

const asListener =
  (handler: Handler): RequestListener =>
  async (request, response) => {
    const { status, body } = handler(request, await bodyOf(request));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

function masterKey(
  kind: MasterKey['kind'],
  fields: Record<string, string>,
  encrypted = WRAPPED,
): MasterKey {
  return { kind, name: 'the key', encrypted, fields, context: { app: 'shop' } };
}

async function opened(service: KeyService, key: MasterKey): Promise<string> {
  return Buffer.from(await service.decrypt(key)).toString('hex');
}

describe('awsKmsService', () => {
  const key = masterKey('kms', {
    arn: 'arn:aws:kms:eu-central-1:111122223333:key/abc',
  });
  const credentials = {
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'canary-secret',
  };

  it('asks the region of the ARN, with the encryption context', async () => {
    const endpoint = await listen(
      createServer(
        asListener((request, body) => {
          expect(request.headers['x-amz-target']).toBe('TrentService.Decrypt');
          expect(request.headers.authorization).toContain('/eu-central-1/kms/');
          expect(body).toMatchObject({
            KeyId: key.fields.arn,
            CiphertextBlob: WRAPPED,
            EncryptionContext: { app: 'shop' },
          });
          return {
            status: 200,
            body: { Plaintext: DATA_KEY.toString('base64') },
          };
        }),
      ),
      'http',
    );
    const service = awsKmsService({ endpoint, credentials });
    expect(await opened(service, key)).toBe(DATA_KEY.toString('hex'));
  });

  it('reports a denial without the credentials', async () => {
    const endpoint = await listen(
      createServer(
        asListener(() => ({
          status: 400,
          body: { __type: 'AccessDeniedException', message: 'not authorized' },
        })),
      ),
      'http',
    );
    const run = awsKmsService({ endpoint, credentials }).decrypt(key);
    await expect(run).rejects.toThrow(
      /^failed to decrypt sops data key with AWS KMS: (?!.*canary).*not authorized/,
    );
  });

  it('refuses an ARN without a region', async () => {
    for (const arn of ['', 'arn:aws:kms:evil.example/:1:key/a']) {
      const run = awsKmsService({ credentials }).decrypt(
        masterKey('kms', { arn }),
      );
      await expect(run).rejects.toThrow('names no region');
    }
  });
});

describe('gcpKmsService', () => {
  const resource = 'projects/p/locations/global/keyRings/r/cryptoKeys/k';
  const key = masterKey('gcp_kms', { resource_id: resource });

  it('decrypts with the key that the document names', async () => {
    const endpoint = await listen(
      createServer(
        asListener((request, body) => {
          expect(request.url).toBe(`/v1/${resource}:decrypt`);
          expect(request.headers.authorization).toBe('Bearer token-1');
          expect(body).toEqual({ ciphertext: WRAPPED });
          return {
            status: 200,
            body: { plaintext: DATA_KEY.toString('base64') },
          };
        }),
      ),
      'http',
    );
    const service = gcpKmsService({ endpoint, accessToken: 'token-1' });
    expect(await opened(service, key)).toBe(DATA_KEY.toString('hex'));
  });

  it('reports a denial and refuses other resources', async () => {
    const endpoint = await listen(
      createServer(
        asListener(() => ({
          status: 403,
          body: { error: { message: 'denied' } },
        })),
      ),
      'http',
    );
    const service = gcpKmsService({ endpoint, accessToken: 'token-1' });
    await expect(service.decrypt(key)).rejects.toThrow('GCP KMS: 403 denied');
    await expect(
      service.decrypt(masterKey('gcp_kms', { resource_id: '../../other' })),
    ).rejects.toThrow('is not the name of a GCP KMS key');
  });
});

describe('credentials for Google Cloud', () => {
  const resource = 'projects/p/locations/global/keyRings/r/cryptoKeys/k';

  it.each([
    'external_account',
    'external_account_authorized_user',
    'impersonated_service_account',
    undefined,
  ])('are refused when they are to be got from elsewhere: %s', async type => {
    const asked: unknown[] = [];
    const token_url = await listen(
      createServer((request, response) => {
        asked.push(request.url);
        response.end('{}');
      }),
      'http',
    );
    const credentials = {
      type,
      audience: 'a',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url,
      credential_source: { file: __filename },
      service_account_impersonation_url: `${token_url}/a:generateAccessToken`,
      source_credentials: { type: 'external_account', token_url },
    };
    const service = gcpKmsService({
      credentialsJson: JSON.stringify(credentials),
    });
    await expect(
      service.decrypt(masterKey('gcp_kms', { resource_id: resource })),
    ).rejects.toThrow(`credentials of type "${type}" are refused`);
    expect(asked).toEqual([]);
  });

  it('are not repeated when they are no JSON', async () => {
    const service = gcpKmsService({ credentialsJson: 'canary' });
    await expect(
      service.decrypt(masterKey('gcp_kms', { resource_id: resource })),
    ).rejects.toThrow(/^the Google Cloud credentials are not JSON$/);
  });
});

describe('azureKeyVaultService', () => {
  const pair = pki.rsa.generateKeyPair(2048);
  const privateKey = createPrivateKey(pki.privateKeyToPem(pair.privateKey));
  const certificate = pki.createCertificate();
  certificate.publicKey = pair.publicKey;
  certificate.validity.notAfter.setFullYear(
    certificate.validity.notBefore.getFullYear() + 1,
  );
  const subject = [{ name: 'commonName', value: 'localhost' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ]);
  certificate.sign(pair.privateKey);
  const ca = pki.certificateToPem(certificate);
  const padding = {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha256',
  };
  const credential = {
    getToken: async () => ({
      token: 'token-2',
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };

  it('decrypts what was encrypted for the key, over TLS', async () => {
    const handler = asListener((request, body) => {
      if (!request.headers.authorization) return { status: 401, body: {} };
      // The client looks the public key up first; it may be forbidden to.
      if (request.method === 'GET') return { status: 403, body: {} };
      expect(request.headers.authorization).toBe('Bearer token-2');
      expect(request.url).toMatch(/^\/keys\/sops\/v1\/decrypt\?/);
      expect(body.alg).toBe('RSA-OAEP-256');
      const plain = privateDecrypt(
        { key: privateKey, ...padding },
        Buffer.from(body.value as string, 'base64url'),
      );
      return {
        status: 200,
        body: { kid: 'k', value: plain.toString('base64url') },
      };
    });
    const endpoint = await listen(
      createTlsServer(
        { key: pki.privateKeyToPem(pair.privateKey), cert: ca },
        (request, response) => {
          response.setHeader(
            'www-authenticate',
            'Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"',
          );
          handler(request, response as never);
        },
      ),
      'https',
    );
    const wrapped = publicEncrypt(
      { key: pki.publicKeyToPem(pair.publicKey), ...padding },
      DATA_KEY,
    ).toString('base64url');
    const key = masterKey('azure_kv', { name: 'sops', version: 'v1' }, wrapped);
    const service = azureKeyVaultService({ endpoint, credential, ca });
    expect(await opened(service, key)).toBe(DATA_KEY.toString('hex'));
  });

  it('sends no token to a vault that is not one of Azure', async () => {
    for (const vault_url of [
      'https://evil.example',
      'http://a.vault.azure.net',
    ]) {
      const key = masterKey('azure_kv', { vault_url });
      await expect(
        azureKeyVaultService({ credential }).decrypt(key),
      ).rejects.toThrow(`${vault_url} is not a vault of Azure`);
    }
  });
});

describe('vaultTransitService', () => {
  const fields = { engine_path: 'transit', key_name: 'sops' };

  it('decrypts with the engine and key that the document names', async () => {
    const vault_address = await listen(
      createServer(
        asListener((request, body) => {
          expect(`${request.method} ${request.url}`).toBe(
            'PUT /v1/transit/decrypt/sops',
          );
          expect(request.headers['x-vault-token']).toBe('hvs.canary');
          expect(body).toEqual({ ciphertext: 'vault:v1:abc' });
          return {
            status: 200,
            body: { data: { plaintext: DATA_KEY.toString('base64') } },
          };
        }),
      ),
      'http',
    );
    const key = masterKey(
      'hc_vault',
      { ...fields, vault_address },
      'vault:v1:abc',
    );
    const service = vaultTransitService({ token: 'hvs.canary' });
    expect(await opened(service, key)).toBe(DATA_KEY.toString('hex'));
  });

  it('reports a denial without the token', async () => {
    const address = await listen(
      createServer(
        asListener(() => ({
          status: 403,
          body: { errors: ['permission denied'] },
        })),
      ),
      'http',
    );
    const service = vaultTransitService({ token: 'hvs.canary', address });
    await expect(
      service.decrypt(masterKey('hc_vault', fields)),
    ).rejects.toThrow(
      /^failed to decrypt sops data key from Vault transit backend: 403 permission denied$/,
    );
  });

  it('gives up on a server that does not answer', async () => {
    const address = await listen(
      createServer(() => undefined),
      'http',
    );
    const service = vaultTransitService({
      token: 't',
      address,
      timeoutMs: 100,
    });
    await expect(
      service.decrypt(masterKey('hc_vault', fields)),
    ).rejects.toThrow('deadline exceeded');
  });

  it('asks no address that the network policy denies', async () => {
    const [metadata, local] = ['http://169.254.169.254', 'http://127.0.0.1:1'];
    const network = { deny: ['127.0.0.0/8'], allow: [] };
    const ask = (vault_address: string, options = {}) =>
      vaultTransitService({ token: 't', ...options }).decrypt(
        masterKey('hc_vault', { ...fields, vault_address }),
      );
    const denied = { code: 'denied' };
    await expect(ask(metadata)).rejects.toMatchObject(denied);
    await expect(ask(local, { network })).rejects.toMatchObject(denied);
  });

  it('refuses an engine path that leaves its place', async () => {
    const service = vaultTransitService({ token: 't', address: 'http://x' });
    await expect(
      service.decrypt(
        masterKey('hc_vault', { ...fields, engine_path: '../sys?' }),
      ),
    ).rejects.toThrow('plain path parts');
  });
});
