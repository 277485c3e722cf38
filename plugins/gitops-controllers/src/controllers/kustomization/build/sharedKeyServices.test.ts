import { ageKeyService } from '@backstage-gitops/sops';
import type { KeyService } from '@backstage-gitops/sops';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packImage } from '../../../artifacts/__testUtils__/packImage';
import { createInlinePool } from '../../../worker/__testUtils__/createInlinePool';
import { WorkerPool } from '../../../worker/WorkerPool';
import { shareKeyServices } from './sharedKeyServices';

const folder = join(__dirname, 'testdata', 'encrypted');
const files = Object.fromEntries(
  readdirSync(folder).map(name => [
    name,
    readFileSync(join(folder, name), 'utf8'),
  ]),
);

async function build(threads: number, service: KeyService) {
  const entries = Object.entries(files)
    .filter(([name]) => /\.(yaml|env|json)$/.test(name))
    .map(([name, content]) => ({ name, content }));
  const pool = threads === 0 ? createInlinePool() : new WorkerPool({ threads });
  const { shared, close } = shareKeyServices([service]);
  try {
    return await pool.run(
      'build',
      {
        archive: await packImage(entries),
        archiveDigest: 'encrypted',
        path: '',
        overlay: {},
        decryption: { keys: {}, services: shared },
      },
      { namespace: 'ns', transfer: [shared.port] },
    );
  } finally {
    close();
    await pool.close();
  }
}

describe.each([0, 1])('key services of the main thread, with %i workers', n => {
  it('open the data keys of a build', async () => {
    const age = ageKeyService([files['key.agekey']]);
    const calls: string[] = [];
    const service: KeyService = {
      kinds: ['age'],
      decrypt(key) {
        calls.push(key.kind);
        return age.decrypt(key);
      },
    };
    const { objects } = await build(n, service);
    const secret = objects.find(({ metadata }) => metadata.name === 'enc');
    expect(secret?.data).toEqual({
      password: Buffer.from('open sesame').toString('base64'),
    });
    expect(new Set(calls)).toEqual(new Set(['age']));
  });

  it('fail a build with their own words', async () => {
    const service: KeyService = {
      kinds: ['age'],
      decrypt: async () => {
        throw new Error('the vault is sealed');
      },
    };
    await expect(build(n, service)).rejects.toMatchObject({
      name: 'BuildError',
      message: expect.stringContaining('the vault is sealed'),
    });
  });
});
