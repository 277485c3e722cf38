import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packImage } from '../../../artifacts/__testUtils__/packImage';
import type { BuildRequest } from './request';
import { runBuildTask } from './runBuildTask';

const folder = join(__dirname, 'testdata', 'encrypted');
const original = Object.fromEntries(
  readdirSync(folder).map(name => [
    name,
    readFileSync(join(folder, name), 'utf8'),
  ]),
);
const key = {
  'identity.agekey': new TextEncoder().encode(original['key.agekey']),
};
const base64 = (text: string) => Buffer.from(text).toString('base64');

let count = 0;
async function build(
  files: Record<string, string>,
  rest: Partial<BuildRequest> = {},
) {
  count += 1;
  const entries = Object.entries(files)
    .filter(([name]) => /\.(yaml|env|json)$/.test(name))
    .map(([name, content]) => ({ name, content }));
  return runBuildTask({
    archive: await packImage(entries),
    archiveDigest: `test-${count}`,
    path: '',
    overlay: { namePrefix: 'p-', targetNamespace: 'ns' },
    decryption: { keys: key },
    ...rest,
  });
}

describe('a build with decryption', () => {
  it('KS-19 opens manifests and the files of generators, also under an overlay', async () => {
    const { objects, macMismatches } = await build(original);
    const data = Object.fromEntries(
      objects.map(o => [o.metadata.name, o.data]),
    );
    expect(data).toEqual({
      'p-enc': { password: base64('open sesame') },
      'p-gen': {
        token: base64('from-env'),
        'config.json': expect.any(String),
      },
    });
    const config = (data['p-gen'] as Record<string, string>)['config.json'];
    expect(JSON.parse(Buffer.from(config, 'base64').toString())).toEqual({
      a: 'from-json',
    });
    expect(objects.every(object => object.sops === undefined)).toBe(true);
    expect(macMismatches).toEqual([]);
  });

  it('opens what a comment marked, though the build has dropped the comment', async () => {
    const { objects, macMismatches } = await build({
      'commented.yaml': original['commented.yaml'],
    });
    expect(objects[0].data).toEqual({
      password: 'open sesame',
      host: 'example.com',
    });
    expect(macMismatches).toEqual([]);
  });

  it('KS-18 says which object it has no key for, without secrets', async () => {
    const { 'kustomization.yaml': _, ...files } = original;
    const plain = { 'secret.yaml': files['secret.yaml'] };
    await expect(
      build(plain, { decryption: { keys: {} } }),
    ).rejects.toMatchObject({
      code: 'build',
      message: expect.stringContaining(
        "decryption failed for 'Secret.v1.[noGrp]/p-enc': failed to decrypt and format 'ns/p-enc' Secret data: cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.",
      ),
    });
  });

  it('KS-20 DB-2 warns of a file whose MAC does not fit, or refuses it', async () => {
    const secret = original['secret.yaml'].replace(
      'name: enc',
      'name: enc\n    labels:\n        added: afterwards',
    );
    const files = { ...original, 'secret.yaml': secret };
    const { macMismatches } = await build(files);
    expect(macMismatches).toEqual([
      'the MAC of /artifact/secret.yaml does not fit: the file was changed after it was encrypted',
    ]);
    await expect(build(files, { strictMac: true })).rejects.toMatchObject({
      code: 'build',
      message: expect.stringContaining(
        'the MAC of /artifact/secret.yaml does not fit',
      ),
    });
  });

  it('KS-20 leaves an object that opts out', async () => {
    const secret = original['secret.yaml'].replace(
      'name: enc',
      'name: enc\n    annotations:\n        kustomize.toolkit.fluxcd.io/decrypt: disabled',
    );
    const { objects } = await build({ 'secret.yaml': secret });
    expect(objects[0].sops).toBeDefined();
  });
});
