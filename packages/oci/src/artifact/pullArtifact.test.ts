import { readdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import {
  app,
  METADATA,
  signal,
  useArtifacts,
} from './__testUtils__/useArtifacts';
import { pullArtifact } from './pullArtifact';

const { scratch, serve, connect, knownTree, push } = useArtifacts();

describe('pullArtifact', () => {
  it('CLI-15 unpacks what was pushed, and says where it is from', async () => {
    const registry = await serve();
    const { digest } = await push(registry);
    const directory = scratch.make();
    const pulled = await pullArtifact({
      ...{ client: connect(), reference: app(registry), directory, signal },
    });
    expect(pulled).toEqual({
      ...METADATA,
      ...{ digest, files: 5, skippedLinks: 0 },
      created: '1970-01-01T00:00:00Z',
    });
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual([
      ...['apps', 'apps/run.sh', 'apps/web', 'apps/web/config.yaml'],
      ...['big.txt', 'empty', 'empty.yaml', 'größe.yaml', 'links'],
    ]);
  });

  it('leaves the directory as it was when the layer is not that of its digest', async () => {
    const registry = await serve();
    const { layer } = await push(registry);
    const { blobs } = registry.store.repository('org/app');
    const bytes = Buffer.from(blobs.get(layer.digest)!);
    bytes[bytes.length - 1] ^= 1;
    blobs.set(layer.digest, bytes);
    const directory = scratch.make();
    writeFileSync(join(directory, 'mine'), 'mine');
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), directory, signal },
      }),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/digest-mismatch|invalid-artifact/),
    });
    expect(readdirSync(directory)).toEqual(['mine']);
  });

  it('checks the digest also of what follows the archive', async () => {
    const registry = await serve();
    const { layer } = await push(registry);
    const { blobs } = registry.store.repository('org/app');
    const bytes = blobs.get(layer.digest)!;
    blobs.set(layer.digest, Buffer.concat([bytes, Buffer.from('more')]));
    const directory = scratch.make();
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), directory, signal },
      }),
    ).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([
    ['no layers', [], /no layers found/],
    [
      'a layer that is no archive',
      [{ mediaType: 'text/plain', bytes: Buffer.from('plain') }],
      /no tar in gzip/,
    ],
  ])('refuses an artifact with %s', async (_, layers, message) => {
    const registry = await serve();
    registry.store.addArtifact('org/app', 'v1', { layers });
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), signal },
        directory: scratch.make(),
      }),
    ).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['is not there', () => scratch.path('missing')],
    ['is a file', () => join(knownTree(), 'big.txt')],
  ])('refuses an output that %s', async (_, make) => {
    const registry = await serve();
    await expect(
      pullArtifact({
        ...{ client: connect(), reference: app(registry), signal },
        directory: make(),
      }),
    ).rejects.toMatchObject({ code: 'invalid-path' });
    expect(registry.requests).toEqual([]);
  });
});
