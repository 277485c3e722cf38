import type { NetworkPolicy } from '@backstage-gitops/http';
import type { MasterKey } from '@backstage-gitops/sops';
import * as remoteServices from '@backstage-gitops/sops-node';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { keyServicesOf } from './keyServices';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('keyServicesOf', () => {
  it('KS-18 opens Vault’s data keys with the token of the Secret', async () => {
    const server = createServer((request, response) => {
      const isMine = request.headers['x-vault-token'] === 'hvs.mine';
      response.writeHead(isMine ? 200 : 403);
      response.end(JSON.stringify({ data: { plaintext: 'AAEC' } }));
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const key: MasterKey = {
      kind: 'hc_vault',
      name: 'key',
      encrypted: 'vault:v1:x',
      fields: {
        vault_address: `http://127.0.0.1:${port}`,
        engine_path: 'transit',
        key_name: 'sops',
      },
      context: {},
    };
    const vaultWithin = (network?: NetworkPolicy) =>
      keyServicesOf(
        { 'sops.vault-token': bytes('hvs.mine\n') },
        network,
        async () => remoteServices,
      ).filter(({ kinds }) => kinds.includes('hc_vault'))[0];
    expect(Array.from(await vaultWithin().decrypt(key))).toEqual([0, 1, 2]);
    const network = { deny: ['127.0.0.1'], allow: [] };
    await expect(vaultWithin(network).decrypt(key)).rejects.toMatchObject({
      code: 'denied',
    });
    server.close();
  });

  it('KS-18 asks for no Vault without a token, and for every cloud', () => {
    const kinds = keyServicesOf({}).flatMap(service => service.kinds);
    expect(kinds).toEqual(['age', 'kms', 'azure_kv', 'gcp_kms']);
  });

  it.each([
    ['sops.aws-kms', 'aws_access_key_id: a', 'no aws_secret_access_key'],
    ['sops.azure-kv', 'tenantId: a', 'no clientId, clientSecret'],
    ['one.agekey', 'AGE-SECRET-KEY-1CANARY', 'line 1 of an age key'],
  ])(
    'KS-18 refuses a broken %s without repeating it',
    (name, text, message) => {
      expect(() => keyServicesOf({ [name]: bytes(text) })).toThrow(message);
      expect(() => keyServicesOf({ [name]: bytes(text) })).not.toThrow(
        'CANARY',
      );
    },
  );
});
