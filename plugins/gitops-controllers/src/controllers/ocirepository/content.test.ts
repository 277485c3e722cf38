import { MediaType } from '@backstage-gitops/oci';
import type { OCIRepository } from '@backstage-gitops/plugin-gitops-common';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import {
  layer,
  OCIRepositoryEnvironment,
  packTarGz,
} from './testing/OCIRepositoryEnvironment';
import {
  conditionsOf,
  readyOf,
  RETRYING,
} from '../../__testUtils__/SourceTestEnvironment';
import { readArchive } from '../../artifacts/archive/readArchive';

const env = new OCIRepositoryEnvironment();

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

/** Paths of the regular files in the stored artifact. */
async function filesOf({ status }: OCIRepository): Promise<string[]> {
  const paths: string[] = [];
  const file = join(env.storage, status?.artifact?.path ?? '');
  await readArchive(file, { maxBytes: 1e9 }, part => {
    if (part.kind === 'entry' && part.entry.type === 'file') {
      paths.push(part.entry.name);
    }
  });
  return paths;
}

describe('SC-34 the layer of an OCIRepository', () => {
  const files = {
    'a.yaml': 'a',
    'pic.jpg': 'x',
    'docs/readme.md': 'r',
    '.sourceignore': '/docs/\n',
  };

  it('is the first one, unpacked without what is ignored', async () => {
    const digest = env.push('org/layers', 'v1', files, {
      layers: [
        layer(files, 'application/x'),
        layer({ 'other.yaml': 'o' }, 'application/y'),
      ],
    });
    const ref = { tag: 'v1' };
    const url = env.urlOf('org/layers');
    await env.create('first', { url, ref });
    const first = await env.waitReady('first');
    expect(await filesOf(first)).toEqual([
      ...['.sourceignore', 'a.yaml', 'pic.jpg'],
    ]);
    const layerSelector = { mediaType: 'application/y' };
    await env.create('second', { url, ref, layerSelector, ignore: '/none' });
    const second = await env.waitReady('second');
    expect(await filesOf(second)).toEqual(['other.yaml']);
    expect(second.status).toMatchObject({
      observedLayerSelector: layerSelector,
      observedIgnore: '/none',
    });
    await env.patch('second', { spec: { layerSelector: null } });
    const third = await env.waitFor(
      'second',
      ({ status }) => status?.observedLayerSelector === undefined,
    );
    expect(third.status?.artifact?.revision).toBe(`v1@${digest}`);
    expect(await filesOf(third)).toContain('a.yaml');
  });

  it('is kept as it is by copy', async () => {
    const bytes = Buffer.from('any bytes');
    env.push('org/copy', 'v1', files, {
      layers: [{ mediaType: MediaType.helmChart, bytes }],
    });
    const layerSelector = {
      mediaType: MediaType.helmChart,
      operation: 'copy' as const,
    };
    await env.create('copied', {
      url: env.urlOf('org/copy'),
      ref: { tag: 'v1' },
      ignore: '/*',
      layerSelector,
    });
    const { status } = await env.waitReady('copied');
    const stored = readFileSync(
      join(env.storage, status?.artifact?.path ?? ''),
    );
    expect(stored).toEqual(bytes);
    expect(status).toMatchObject({ observedLayerSelector: layerSelector });
  });

  it('must be there', async () => {
    const url = env.urlOf('org/man');
    const digest = env.push('org/man', 'v1');
    const layerSelector = { mediaType: 'x/y' };
    await env.create('no-layer', { url, ref: { tag: 'v1' }, layerSelector });
    const failed = await env.waitReady('no-layer', 'False');
    const condition = {
      reason: 'OCIArtifactLayerOperationFailed',
      message: "failed to find layer with media type 'x/y' in artifact",
      observedGeneration: 1,
    };
    expect(conditionsOf(failed)).toEqual([
      {
        ...RETRYING,
        message: `building artifact: new revision 'v1@${digest}' for '${env.registry.host}/org/man:v1'`,
      },
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
    ]);
    expect(failed.status?.observedGeneration).toBe(-1);
    env.push('org/empty', 'v1', {}, { layers: [] });
    await env.create('empty', {
      url: env.urlOf('org/empty'),
      ref: { tag: 'v1' },
    });
    expect(readyOf(await env.waitReady('empty', 'False'))?.message).toBe(
      'no layers found in artifact',
    );
  });

  it.each<[string, Buffer, string]>([
    [
      'no-tar',
      Buffer.from('none'),
      'failed to extract layer contents from artifact: the archive is damaged: ',
    ],
    [
      'bomb',
      packTarGz({ big: '0'.repeat(2_000_000) }),
      'failed to extract layer contents from artifact: the archive is too large: ',
    ],
    [
      'large',
      Buffer.alloc(200_001),
      'failed to extract the first layer from artifact: the blob ',
    ],
    [
      'escape',
      packTarGz({ '../../x': 'x' }),
      'failed to extract layer contents from artifact: ',
    ],
  ])('is refused as %s', async (name, bytes, message) => {
    const layers = [{ mediaType: 'x/y', bytes }];
    env.push(`org/${name}`, 'v1', {}, { layers });
    await env.create(name, {
      url: env.urlOf(`org/${name}`),
      ref: { tag: 'v1' },
    });
    expect(readyOf(await env.waitReady(name, 'False'))).toMatchObject({
      reason: 'OCIArtifactLayerOperationFailed',
      message: expect.stringContaining(message),
    });
    expect(existsSync(env.directoryOf(name))).toBe(false);
  });
});

describe('the storage of an OCIRepository', () => {
  it('SC-13 is filled again when the file is damaged', async () => {
    env.push('org/lost', 'v1');
    await env.create('lost', {
      url: env.urlOf('org/lost'),
      ref: { tag: 'v1' },
    });
    const before = await env.waitReady('lost');
    const path = join(env.storage, before.status?.artifact?.path ?? '');
    writeFileSync(path, 'garbage');
    const after = await env.reconcile('lost');
    expect(after.status?.artifact?.digest).toBe(
      before.status?.artifact?.digest,
    );
    expect(await filesOf(after)).toEqual(['a.yaml']);
    await env.waitEvent('lost', 'ArtifactVerificationFailed');
  });

  it('SC-12 keeps no old files, and none of a deleted object', async () => {
    env.push('org/old', 'v1');
    await env.create('old', { url: env.urlOf('org/old'), ref: { tag: 'v1' } });
    await env.waitReady('old');
    const digest = env.push('org/old', 'v1', { b: 'b' });
    await env.reconcile('old');
    await env.reconcile('old');
    const files = readdirSync(env.directoryOf('old')).filter(
      file => !file.endsWith('.lock'),
    );
    expect(files.sort()).toEqual(['latest.tar.gz', `${digest}.tar.gz`]);
    await env.delete('old');
    await expect(env.waitFor('old', () => false, 2_000)).rejects.toThrow(
      /not found/,
    );
    expect(existsSync(env.directoryOf('old'))).toBe(false);
  });

  it('CM-5 stays as it is while suspended', async () => {
    const digest = env.push('org/rest', 'v1');
    const url = env.urlOf('org/rest');
    await env.create('rest', { url, ref: { tag: 'v1' } });
    await env.waitReady('rest');
    await env.patch('rest', { spec: { suspend: true } });
    env.push('org/rest', 'v1', { b: 'b' });
    const { status } = await env.reconcile('rest');
    expect(status?.artifact?.revision).toBe(`v1@${digest}`);
  });
});
