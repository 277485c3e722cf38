import { createPrivateKey, generateKeyPairSync } from 'crypto';
import { WorkerPool } from './WorkerPool';

const pool = new WorkerPool({ threads: 1 });
const options = { namespace: 'ns' };
afterAll(() => pool.close());

describe('what Secrets hold, in a worker thread', () => {
  it('a kubeconfig is decoded, or said to be none', async () => {
    const names = Array.from(
      { length: 2_000 },
      (_, index) => `- name: c${index}`,
    );
    const text = `clusters:\n${names.join('\n')}\n`;
    const config = await pool.run('decodeKubeConfig', { text }, options);
    expect(config.clusters).toHaveLength(2_000);
    await expect(
      pool.run('decodeKubeConfig', { text: `${text}users: [` }, options),
    ).rejects.toMatchObject({
      name: 'KubeConfigError',
      code: 'malformed',
      message: 'the kubeconfig is not valid YAML',
    });
  });

  it('a private key is decrypted, or said not to open', async () => {
    const passphrase = 'secret';
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const identity = privateKey.export({
      ...{ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase },
    }) as string;
    const key = { identity, passphrase };
    const pem = await pool.run('decryptPrivateKey', key, options);
    expect(createPrivateKey(pem).equals(privateKey)).toBe(true);
    const wrong = { ...key, passphrase: 'other' };
    await expect(
      pool.run('decryptPrivateKey', wrong, options),
    ).rejects.toMatchObject({ name: 'GitError', code: 'authentication' });
  });
});
