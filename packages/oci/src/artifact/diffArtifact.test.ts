import { chmodSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync, gzipSync } from 'zlib';
import { app, signal, useArtifacts } from './__testUtils__/useArtifacts';
import { diffArtifact } from './diffArtifact';

const { serve, connect, knownTree, push } = useArtifacts();

describe('diffArtifact', () => {
  it('CLI-15 finds no difference where there is none, and names those that are', async () => {
    const registry = await serve();
    const path = knownTree();
    const client = connect();
    await push(registry, { path });
    const request = { client, reference: app(registry), path, signal };
    await expect(diffArtifact(request)).resolves.toEqual({
      ...{ isEqual: true, differences: [] },
    });
    chmodSync(join(path, 'apps/run.sh'), 0o644);
    rmSync(join(path, 'empty.yaml'));
    writeFileSync(join(path, 'new.yaml'), 'x');
    await expect(diffArtifact(request)).resolves.toEqual({
      isEqual: false,
      differences: [
        { path: 'apps/run.sh', change: 'changed' },
        { path: 'empty.yaml', change: 'removed' },
        { path: 'new.yaml', change: 'added' },
      ],
    });
  });

  it('takes an archive that another program compressed for equal', async () => {
    const registry = await serve();
    const path = knownTree();
    const { layer } = await push(registry, { path });
    const { blobs } = registry.store.repository('org/app');
    const bytes = gzipSync(gunzipSync(blobs.get(layer.digest)!), { level: 9 });
    expect(bytes.equals(blobs.get(layer.digest)!)).toBe(false);
    const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
    registry.store.addArtifact('org/app', 'other', {
      layers: [{ mediaType, bytes }],
    });
    const reference = app(registry, ':other');
    const client = connect();
    const { isEqual } = await diffArtifact({ client, reference, path, signal });
    expect(isEqual).toBe(true);
  });

  it('calls what is no archive different', async () => {
    const registry = await serve();
    registry.store.addArtifact('org/app', 'v1', {
      layers: [{ mediaType: 'text/plain', bytes: Buffer.from('plain') }],
    });
    await expect(
      diffArtifact({
        ...{ client: connect(), reference: app(registry), signal },
        path: knownTree(),
      }),
    ).resolves.toEqual({ isEqual: false, differences: [] });
  });
});
