import { MediaType } from '@backstage-gitops/oci';
import {
  ANNOTATIONS,
  OCIRepositoryEnvironment,
} from './testing/OCIRepositoryEnvironment';
import {
  conditionsOf,
  readyOf,
  RETRYING,
} from '../../__testUtils__/SourceTestEnvironment';

const env = new OCIRepositoryEnvironment();

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

describe('SC-33 the reference of an OCIRepository', () => {
  it('is the tag, and stands in the whole status', async () => {
    const digest = env.push('org/man', 'v1');
    await env.create('tagged', {
      url: env.urlOf('org/man'),
      ref: { tag: 'v1' },
    });
    const object = await env.waitReady('tagged');
    const revision = `v1@${digest}`;
    const condition = {
      status: 'True',
      reason: 'Succeeded',
      message: `stored artifact for digest '${revision}'`,
      observedGeneration: 1,
    };
    expect(conditionsOf(object)).toEqual([
      { type: 'Ready', ...condition },
      { type: 'ArtifactInStorage', ...condition },
    ]);
    const path = `ocirepository/apps/tagged/${digest}.tar.gz`;
    const base = `http://${env.server.address}`;
    expect(object.status).toEqual({
      observedGeneration: 1,
      conditions: expect.anything(),
      url: `${base}/ocirepository/apps/tagged/latest.tar.gz`,
      artifact: {
        path,
        revision,
        url: `${base}/${path}`,
        digest: expect.stringMatching(/^sha256:/),
        size: expect.any(Number),
        lastUpdateTime: expect.any(String),
        metadata: ANNOTATIONS,
      },
    });
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    const latest = await fetch(object.status?.url ?? '');
    expect((await latest.arrayBuffer()).byteLength).toBe(
      object.status?.artifact?.size,
    );
    expect(await env.waitEvent('tagged', 'NewArtifact')).toMatchObject({
      type: 'Normal',
      message: `stored artifact with revision '${revision}' from '${env.urlOf(
        'org/man',
      )}', origin source 'https://github.com/o/r', origin revision 'main@sha1:abcdef'`,
      annotations: {
        'source.toolkit.fluxcd.io/revision': revision,
        'source.toolkit.fluxcd.io/digest': object.status?.artifact?.digest,
      },
    });
  });

  it('prefers the digest to the range to the tag, and is latest', async () => {
    const one = env.push('org/refs', '1.0.0');
    const two = env.push('org/refs', '2.0.0');
    env.push('org/refs', 'v9-x');
    const latest = env.push('org/refs', 'latest');
    const url = env.urlOf('org/refs');
    const all = { tag: '2.0.0', semver: '<2', digest: latest };
    await env.create('by-digest', { url, ref: all });
    await env.create('by-semver', { url, ref: { ...all, digest: undefined } });
    await env.create('by-tag', { url, ref: { tag: '2.0.0' } });
    await env.create('by-default', { url });
    await env.create('filtered', {
      url,
      ref: { semver: '>=0', semverFilter: '^1' },
    });
    const revisionOf = async (name: string) =>
      (await env.waitReady(name)).status?.artifact?.revision;
    expect(await revisionOf('by-digest')).toBe(latest);
    expect(await revisionOf('by-semver')).toBe(`1.0.0@${one}`);
    expect(await revisionOf('by-tag')).toBe(`2.0.0@${two}`);
    expect(await revisionOf('by-default')).toBe(`latest@${latest}`);
    expect(await revisionOf('filtered')).toBe(`1.0.0@${one}`);
  });

  it('needs a tag that matches', async () => {
    const url = env.urlOf('org/man');
    await env.create('no-match', { url, ref: { semver: '>=1' } });
    const failed = await env.waitReady('no-match', 'False');
    const condition = {
      reason: 'ReadOperationFailed',
      message: `failed to determine the artifact tag for '${url}': no match found for semver: >=1`,
      observedGeneration: 1,
    };
    expect(conditionsOf(failed)).toEqual([
      RETRYING,
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
    ]);
    expect(failed.status?.observedGeneration).toBe(-1);
  });

  it('is stalled where the URL has a tag', async () => {
    const url = env.urlOf('man:v1');
    await env.create('tag-in-url', { url });
    const object = await env.waitReady('tag-in-url', 'False');
    const condition = {
      reason: 'URLInvalid',
      message: `URL validation failed for '${url}': repository can only contain the characters \`abcdefghijklmnopqrstuvwxyz0123456789_-./\`: man:v1`,
      observedGeneration: 1,
    };
    expect(conditionsOf(object)).toEqual([
      { type: 'Stalled', status: 'True', ...condition },
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
    ]);
    expect(object.status?.observedGeneration).toBe(1);
  });

  it('says what the registry says of a tag that is missing', async () => {
    await env.create('missing', {
      url: env.urlOf('org/man'),
      ref: { tag: 'v9' },
    });
    const object = await env.waitReady('missing', 'False');
    expect(readyOf(object)).toMatchObject({
      reason: 'OCIArtifactPullFailed',
      message: `failed to determine artifact digest: GET http://${env.registry.host}/v2/org/man/manifests/v9: MANIFEST_UNKNOWN: manifest unknown; map[Tag:v9]`,
    });
    const digest = env.push('org/man', 'v9');
    const { status } = await env.waitReady('missing');
    expect(status?.artifact?.revision).toBe(`v9@${digest}`);
  });
});

describe('SC-35 the annotations of an OCIRepository', () => {
  it('are those of the manifest, also of linux/amd64 in an index', async () => {
    const child = env.push('org/index', 'child');
    const size = 1;
    const digest = env.registry.store.addManifest('org/index', 'v1', {
      mediaType: MediaType.ociIndex,
      bytes: Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          annotations: { of: 'index' },
          manifests: [
            { mediaType: MediaType.ociManifest, digest: child, size },
          ],
        }),
      ),
    });
    await env.create('index', {
      url: env.urlOf('org/index'),
      ref: { tag: 'v1' },
    });
    const { status } = await env.waitReady('index');
    expect(status?.artifact).toMatchObject({
      revision: `v1@${digest}`,
      metadata: ANNOTATIONS,
    });
  });

  it('may be none', async () => {
    env.push('org/bare', 'v1', undefined, { annotations: undefined });
    await env.create('bare', {
      url: env.urlOf('org/bare'),
      ref: { tag: 'v1' },
    });
    const { status } = await env.waitReady('bare');
    expect(status?.artifact?.metadata).toBeUndefined();
    const { message } = await env.waitEvent('bare', 'NewArtifact');
    expect(message).toMatch(/from 'oci:[^']*'$/);
  });
});

describe('SC-21 an unchanged OCIRepository', () => {
  it('costs one HEAD, and none with a digest', async () => {
    const digest = env.push('org/same', 'v1');
    const url = env.urlOf('org/same');
    await env.create('same', { url, ref: { tag: 'v1' } });
    await env.create('pinned', { url, ref: { digest } });
    const first = await env.waitReady('same');
    await env.waitReady('pinned');
    const seen = () =>
      env.registry.requests.filter(request => request.includes('/org/same/'));
    const before = seen().length;
    const after = await env.reconcile('same');
    expect(seen().slice(before)).toEqual(['HEAD /v2/org/same/manifests/v1']);
    await env.reconcile('pinned');
    expect(seen()).toHaveLength(before + 1);
    expect(after.status?.artifact).toEqual(first.status?.artifact);
    expect(await env.waitEvent('same', 'ArtifactUpToDate')).toMatchObject({
      type: 'Normal',
      message: `artifact up-to-date with remote revision: 'v1@${digest}'`,
    });
  });

  it('SC-20 that has a new digest of the same content gives no event', async () => {
    env.push('org/again', 'v1');
    await env.create('again', {
      url: env.urlOf('org/again'),
      ref: { tag: 'v1' },
    });
    const before = await env.waitReady('again');
    const annotations = { other: 'annotation' };
    const digest = env.push('org/again', 'v1', undefined, { annotations });
    const after = await env.reconcile('again');
    expect(after.status?.artifact).toMatchObject({
      revision: `v1@${digest}`,
      digest: before.status?.artifact?.digest,
      metadata: annotations,
    });
    const events = await env.events('again');
    expect(
      events.filter(({ reason }) => reason === 'NewArtifact'),
    ).toHaveLength(1);
  });
});

describe('SC-37 the signature of an OCIRepository', () => {
  it('is refused plainly', async () => {
    await env.create('signed', {
      url: env.urlOf('org/man'),
      verify: { provider: 'cosign' },
    });
    const object = await env.waitReady('signed', 'False');
    const condition = {
      reason: 'VerificationError',
      message: 'signature verification is not supported yet; nothing is pulled',
      observedGeneration: 1,
    };
    expect(conditionsOf(object)).toEqual([
      { type: 'Stalled', status: 'True', ...condition },
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
      { type: 'SourceVerified', status: 'False', ...condition },
    ]);
    await env.patch('signed', { spec: { verify: null, ref: { tag: 'v1' } } });
    const { status } = await env.waitReady('signed');
    expect(status?.conditions?.map(({ type }) => type)).toEqual([
      ...['Ready', 'ArtifactInStorage'],
    ]);
  });
});

describe('the registry of an OCIRepository', () => {
  it('has until spec.timeout', async () => {
    const slow = await env.serve();
    env.push('org/man', 'v1', undefined, undefined, slow);
    slow.intercept = ({ url }) => url?.includes('/blobs/') ?? false;
    const spec = { url: env.urlOf('org/man', slow), ref: { tag: 'v1' } };
    await env.create('slow', { ...spec, timeout: '300ms' });
    const failed = await env.waitReady('slow', 'False');
    expect(readyOf(failed)).toMatchObject({
      reason: 'OCIArtifactLayerOperationFailed',
      message: expect.stringContaining('context deadline exceeded'),
    });
    slow.intercept = undefined;
    await env.waitReady('slow');
  });

  it('may be away while the artifact stays, and comes back', async () => {
    env.push('org/away', 'v1');
    await env.create('away', {
      url: env.urlOf('org/away'),
      ref: { tag: 'v1' },
    });
    const before = await env.waitReady('away');
    await env.patch('away', { spec: { url: 'oci://127.0.0.1:1/org/away' } });
    const failed = await env.waitReady('away', 'False');
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(readyOf(failed)?.message).toContain(
      'connect 127.0.0.1:1: connection refused',
    );
    await env.patch('away', { spec: { url: env.urlOf('org/away') } });
    await env.waitReady('away');
    const { message } = await env.waitEvent('away', 'Succeeded');
    expect(message).toContain('stored artifact with revision');
  });

  it('may not be at a metadata address', async () => {
    await env.create('metadata', { url: 'oci://169.254.169.254/org/man' });
    const failed = await env.waitReady('metadata', 'False');
    expect(readyOf(failed)?.message).toContain(
      'the network policy denies connections to 169.254.169.254',
    );
  });
});
