import { CertificateFixture } from '@backstage-gitops/certificates';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { MediaType, startRegistry } from '@backstage-gitops/oci';
import type { ArtifactFixture, RegistryServer } from '@backstage-gitops/oci';
import type {
  OCIRepository,
  OCIRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { ociRepositoryController } from '.';
import {
  conditionsOf,
  SourceTestEnvironment,
} from '../../__testUtils__/SourceTestEnvironment';
import { packTar } from '../../artifacts/__testUtils__/packTar';
import { readArchive } from '../../artifacts/archive/readArchive';

const FLUX_LAYER = 'application/vnd.cncf.flux.content.v1.tar+gzip';
const env = new SourceTestEnvironment<OCIRepository>(ociRepositoryController, {
  ociMaxLayerSize: 200_000,
  ociMaxUnpackedSize: 1_000_000,
});
const certificates = new CertificateFixture();
const servers: RegistryServer[] = [];
let registry: RegistryServer;

async function serve(...options: Parameters<typeof startRegistry>) {
  const server = await startRegistry(...options);
  servers.push(server);
  return server;
}

beforeAll(async () => {
  registry = await serve();
  await env.start();
}, 60_000);
afterAll(async () => {
  await env.stop();
  for (const server of servers) await server.stop();
});

const packTarGz = (files: Record<string, string>) =>
  gzipSync(
    packTar(
      Object.entries(files).map(([name, content]) => ({ name, content })),
    ),
  );

const ANNOTATIONS = {
  'org.opencontainers.image.created': '2026-11-21T03:12:30Z',
  'org.opencontainers.image.revision': 'main@sha1:abcdef',
  'org.opencontainers.image.source': 'https://github.com/o/r',
};

const layer = (files: Record<string, string>, mediaType = FLUX_LAYER) => ({
  mediaType,
  bytes: packTarGz(files),
});

function push(
  repository: string,
  tag: string,
  files: Record<string, string> = { 'a.yaml': `tag: ${tag}\n` },
  artifact: Partial<ArtifactFixture> = {},
  server = registry,
) {
  return server.store.addArtifact(repository, tag, {
    layers: [layer(files)],
    annotations: ANNOTATIONS,
    ...artifact,
  });
}

const urlOf = (repository: string, { host } = registry) =>
  `oci://${host}/${repository}`;
const create = (
  name: string,
  spec: Partial<OCIRepositorySpec> & { url: string },
) => env.createObject(name, { interval: '1h', ...spec });
const readyOf = (object: OCIRepository) =>
  object.status?.conditions?.find(({ type }) => type === 'Ready');
const createSecret = (name: string, type: string, data: object) =>
  env.client.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: env.namespace },
    type,
    stringData: data,
  } as unknown as UnstructuredObject);
const createLogin = (name: string, auths: object) =>
  createSecret(name, 'kubernetes.io/dockerconfigjson', {
    '.dockerconfigjson': JSON.stringify({ auths }),
  });

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

describe('SC-33 the reference of an OCIRepository', () => {
  it('is the tag, and stands in the whole status', async () => {
    const digest = push('org/man', 'v1');
    await create('tagged', { url: urlOf('org/man'), ref: { tag: 'v1' } });
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
      message: `stored artifact with revision '${revision}' from '${urlOf(
        'org/man',
      )}', origin source 'https://github.com/o/r', origin revision 'main@sha1:abcdef'`,
      annotations: {
        'source.toolkit.fluxcd.io/revision': revision,
        'source.toolkit.fluxcd.io/digest': object.status?.artifact?.digest,
      },
    });
  });

  it('prefers the digest to the range to the tag, and is latest', async () => {
    const one = push('org/refs', '1.0.0');
    const two = push('org/refs', '2.0.0');
    push('org/refs', 'v9-x');
    const latest = push('org/refs', 'latest');
    const url = urlOf('org/refs');
    const all = { tag: '2.0.0', semver: '<2', digest: latest };
    await create('by-digest', { url, ref: all });
    await create('by-semver', { url, ref: { ...all, digest: undefined } });
    await create('by-tag', { url, ref: { tag: '2.0.0' } });
    await create('by-default', { url });
    await create('filtered', {
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
    const url = urlOf('org/man');
    await create('no-match', { url, ref: { semver: '>=1' } });
    const failed = await env.waitReady('no-match', 'False');
    const condition = {
      reason: 'ReadOperationFailed',
      message: `failed to determine the artifact tag for '${url}': no match found for semver: >=1`,
      observedGeneration: 1,
    };
    expect(conditionsOf(failed)).toEqual([
      {
        type: 'Reconciling',
        status: 'True',
        reason: 'ProgressingWithRetry',
        message: 'building artifact',
        observedGeneration: 1,
      },
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
    ]);
    expect(failed.status?.observedGeneration).toBe(-1);
  });

  it('is stalled where the URL has a tag', async () => {
    const url = urlOf('man:v1');
    await create('tag-in-url', { url });
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
    await create('missing', { url: urlOf('org/man'), ref: { tag: 'v9' } });
    const object = await env.waitReady('missing', 'False');
    expect(readyOf(object)).toMatchObject({
      reason: 'OCIArtifactPullFailed',
      message: `failed to determine artifact digest: GET http://${registry.host}/v2/org/man/manifests/v9: MANIFEST_UNKNOWN: manifest unknown; map[Tag:v9]`,
    });
    const digest = push('org/man', 'v9');
    const { status } = await env.waitReady('missing');
    expect(status?.artifact?.revision).toBe(`v9@${digest}`);
  });
});

describe('SC-34 the layer of an OCIRepository', () => {
  const files = {
    'a.yaml': 'a',
    'pic.jpg': 'x',
    'docs/readme.md': 'r',
    '.sourceignore': '/docs/\n',
  };

  it('is the first one, unpacked without what is ignored', async () => {
    const digest = push('org/layers', 'v1', files, {
      layers: [
        layer(files, 'application/x'),
        layer({ 'other.yaml': 'o' }, 'application/y'),
      ],
    });
    const ref = { tag: 'v1' };
    const url = urlOf('org/layers');
    await create('first', { url, ref });
    const first = await env.waitReady('first');
    expect(await filesOf(first)).toEqual([
      ...['.sourceignore', 'a.yaml', 'pic.jpg'],
    ]);
    const layerSelector = { mediaType: 'application/y' };
    await create('second', { url, ref, layerSelector, ignore: '/none' });
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
    push('org/copy', 'v1', files, {
      layers: [{ mediaType: MediaType.helmChart, bytes }],
    });
    const layerSelector = {
      mediaType: MediaType.helmChart,
      operation: 'copy' as const,
    };
    await create('copied', {
      url: urlOf('org/copy'),
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
    const url = urlOf('org/man');
    const digest = push('org/man', 'v1');
    const layerSelector = { mediaType: 'x/y' };
    await create('no-layer', { url, ref: { tag: 'v1' }, layerSelector });
    const failed = await env.waitReady('no-layer', 'False');
    const condition = {
      reason: 'OCIArtifactLayerOperationFailed',
      message: "failed to find layer with media type 'x/y' in artifact",
      observedGeneration: 1,
    };
    expect(conditionsOf(failed)).toEqual([
      {
        type: 'Reconciling',
        status: 'True',
        reason: 'ProgressingWithRetry',
        message: `building artifact: new revision 'v1@${digest}' for '${registry.host}/org/man:v1'`,
        observedGeneration: 1,
      },
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
    ]);
    expect(failed.status?.observedGeneration).toBe(-1);
    push('org/empty', 'v1', {}, { layers: [] });
    await create('empty', { url: urlOf('org/empty'), ref: { tag: 'v1' } });
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
    push(`org/${name}`, 'v1', {}, { layers });
    await create(name, { url: urlOf(`org/${name}`), ref: { tag: 'v1' } });
    expect(readyOf(await env.waitReady(name, 'False'))).toMatchObject({
      reason: 'OCIArtifactLayerOperationFailed',
      message: expect.stringContaining(message),
    });
    expect(existsSync(join(env.storage, 'ocirepository/apps', name))).toBe(
      false,
    );
  });
});

describe('SC-35 the annotations of an OCIRepository', () => {
  it('are those of the manifest, also of linux/amd64 in an index', async () => {
    const child = push('org/index', 'child');
    const size = 1;
    const digest = registry.store.addManifest('org/index', 'v1', {
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
    await create('index', { url: urlOf('org/index'), ref: { tag: 'v1' } });
    const { status } = await env.waitReady('index');
    expect(status?.artifact).toMatchObject({
      revision: `v1@${digest}`,
      metadata: ANNOTATIONS,
    });
  });

  it('may be none', async () => {
    push('org/bare', 'v1', undefined, { annotations: undefined });
    await create('bare', { url: urlOf('org/bare'), ref: { tag: 'v1' } });
    const { status } = await env.waitReady('bare');
    expect(status?.artifact?.metadata).toBeUndefined();
    const { message } = await env.waitEvent('bare', 'NewArtifact');
    expect(message).toMatch(/from 'oci:[^']*'$/);
  });
});

describe('SC-21 an unchanged OCIRepository', () => {
  it('costs one HEAD, and none with a digest', async () => {
    const digest = push('org/same', 'v1');
    const url = urlOf('org/same');
    await create('same', { url, ref: { tag: 'v1' } });
    await create('pinned', { url, ref: { digest } });
    const first = await env.waitReady('same');
    await env.waitReady('pinned');
    const seen = () =>
      registry.requests.filter(request => request.includes('/org/same/'));
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
    push('org/again', 'v1');
    await create('again', { url: urlOf('org/again'), ref: { tag: 'v1' } });
    const before = await env.waitReady('again');
    const annotations = { other: 'annotation' };
    const digest = push('org/again', 'v1', undefined, { annotations });
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

describe('SC-36 the credentials of an OCIRepository', () => {
  const login = { username: 'ann', password: 'canary-41f' };
  let closed: RegistryServer;

  beforeAll(async () => {
    closed = await serve({ auth: { scheme: 'token', ...login } });
    push('org/man', 'v1', undefined, undefined, closed);
    await createLogin('login', { [closed.host]: login });
    await createLogin('wrong', { [closed.host]: { ...login, password: 'no' } });
    await createLogin('elsewhere', { 'ghcr.io': login });
    await createSecret('opaque', 'Opaque', login);
    await createSecret('damaged', 'kubernetes.io/dockerconfigjson', {
      '.dockerconfigjson': `{"auths":{"x":{"auth":"canary-41f"}}}`,
    });
    const account = (name: string, secrets: string[]) =>
      env.client.create({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace: env.namespace },
        imagePullSecrets: secrets.map(secret => ({ name: secret })),
      } as UnstructuredObject);
    await account('puller', ['elsewhere', 'login']);
    await account('incomplete', ['login', 'nothing']);
  });

  const failureOf = async (name: string, spec: Partial<OCIRepositorySpec>) => {
    const url = urlOf('org/man', closed);
    await create(name, { url, ref: { tag: 'v1' }, ...spec });
    return readyOf(await env.waitReady(name, 'False'));
  };

  it('come from secretRef or the ServiceAccount', async () => {
    const spec = { url: urlOf('org/man', closed), ref: { tag: 'v1' } };
    await create('with-secret', { ...spec, secretRef: { name: 'login' } });
    await create('with-account', { ...spec, serviceAccountName: 'puller' });
    await create('with-both', {
      ...{ ...spec, secretRef: { name: 'elsewhere' } },
      serviceAccountName: 'puller',
    });
    await env.waitReady('with-secret');
    await env.waitReady('with-account');
    await env.waitReady('with-both');
    closed.requests.length = 0;
    await env.reconcile('with-secret');
    expect(closed.requests).toEqual(['HEAD /v2/org/man/manifests/v1']);
    closed.revokeTokens();
    closed.requests.length = 0;
    await env.reconcile('with-secret');
    expect(closed.requests.map(request => request.split('?')[0])).toEqual([
      'HEAD /v2/org/man/manifests/v1',
      'GET /token',
      'HEAD /v2/org/man/manifests/v1',
    ]);
  });

  it.each<[string, Partial<OCIRepositorySpec>, string, string]>([
    [
      'nosec',
      { secretRef: { name: 'nosec' } },
      'AuthenticationFailed',
      `failed to get credential: failed to get secret 'apps/nosec': secrets "nosec" not found`,
    ],
    [
      'noaccount',
      { serviceAccountName: 'nobody' },
      'AuthenticationFailed',
      `failed to get credential: serviceaccount 'apps/nobody' not found`,
    ],
    [
      'incomplete',
      { serviceAccountName: 'incomplete' },
      'AuthenticationFailed',
      `failed to get credential: failed to get image pull secret for serviceaccount 'apps/incomplete': secret 'apps/nothing' not found`,
    ],
    [
      'damaged',
      { secretRef: { name: 'damaged' } },
      'AuthenticationFailed',
      'failed to get credential: unable to decode auth field: must be formatted as base64(username:password)',
    ],
    [
      'opaque',
      { secretRef: { name: 'opaque' } },
      'OCIArtifactPullFailed',
      'UNAUTHORIZED: authentication required',
    ],
    ['anonymous', {}, 'OCIArtifactPullFailed', 'UNAUTHORIZED'],
    [
      'wrong',
      { secretRef: { name: 'wrong' } },
      'OCIArtifactPullFailed',
      'UNAUTHORIZED: authentication required',
    ],
  ])('are missed as %s', async (name, spec, reason, message) => {
    expect(await failureOf(`auth-${name}`, spec)).toMatchObject({
      reason,
      message: expect.stringContaining(message),
    });
    const all = JSON.stringify([
      (await env.read(`auth-${name}`)).status,
      await env.events(`auth-${name}`),
    ]);
    expect(all).not.toContain('canary');
    expect(all).not.toContain(Buffer.from('canary').toString('base64'));
  });

  it.each([
    [
      'nothing',
      undefined,
      `failed to get proxy address: secret 'apps/nothing-proxy' not found`,
    ],
    [
      'no-address',
      { username: 'x' },
      `failed to get proxy address: secret 'apps/no-address-proxy': key 'address' not found`,
    ],
    [
      'ftp',
      { address: 'ftp://127.0.0.1' },
      `failed to get proxy address: secret 'apps/ftp-proxy': proxy URL must use one of the supported schemes (http, https, socks5), got 'ftp'`,
    ],
  ])('need a proxy that is one: %s', async (name, data, message) => {
    if (data) await createSecret(`${name}-proxy`, 'Opaque', data);
    const proxySecretRef = { name: `${name}-proxy` };
    expect(await failureOf(`proxy-${name}`, { proxySecretRef })).toMatchObject({
      reason: 'AuthenticationFailed',
      message,
    });
  });

  it.each(['aws', 'azure', 'gcp'] as const)(
    'of provider %s are refused plainly',
    async provider => {
      expect(await failureOf(`by-${provider}`, { provider })).toMatchObject({
        reason: 'InvalidProviderConfiguration',
        message: `provider '${provider}' is not supported yet; use provider generic with a docker config in secretRef`,
      });
      const { status } = await env.read(`by-${provider}`);
      expect(status?.conditions?.[0]).toMatchObject({ type: 'Stalled' });
    },
  );

  it('of a Secret count before those of a provider', async () => {
    await create('aws-secret', {
      ...{ url: urlOf('org/man', closed), ref: { tag: 'v1' } },
      ...{ provider: 'aws', secretRef: { name: 'login' } },
    });
    await env.waitReady('aws-secret');
  });
});

describe('SC-36 the certificates of an OCIRepository', () => {
  let secure: RegistryServer;
  const client = certificates.issue('client');

  beforeAll(async () => {
    secure = await serve({
      tls: { ...certificates.issue('server'), ca: certificates.ca },
    });
    push('org/man', 'v1', undefined, undefined, secure);
    await createSecret('tls', 'Opaque', {
      'ca.crt': certificates.ca,
      'tls.crt': client.cert,
      'tls.key': client.key,
    });
    await createSecret('half', 'Opaque', { 'tls.crt': client.cert });
    await createSecret('junk', 'Opaque', { 'ca.crt': 'none' });
  });

  it('come from certSecretRef', async () => {
    await create('certified', {
      ...{ url: urlOf('org/man', secure), ref: { tag: 'v1' } },
      certSecretRef: { name: 'tls' },
    });
    await env.waitReady('certified');
  });

  it.each([
    ['missing', "secret 'apps/missing' not found"],
    ['half', "secret 'apps/half' contains 'tls.crt' but missing 'tls.key'"],
    ['junk', 'failed to parse CA certificate'],
  ])('are refused as %s', async (name, why) => {
    const url = urlOf('org/man', secure);
    const certSecretRef = { name };
    await create(`cert-${name}`, { url, certSecretRef });
    const object = await env.waitReady(`cert-${name}`, 'False');
    expect(readyOf(object)).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to generate transport for '${url}': ${why}`,
    });
  });

  it('are not asked for by insecure', async () => {
    const open = await serve({ tls: certificates.issue('server') });
    push('org/man', 'v1', undefined, undefined, open);
    const spec = { url: urlOf('org/man', open), ref: { tag: 'v1' } };
    await create('untrusted', spec);
    const object = await env.waitReady('untrusted', 'False');
    expect(readyOf(object)?.message).toContain('failed to verify');
    await env.patch('untrusted', { spec: { insecure: true } });
    await env.waitReady('untrusted');
  });
});

describe('SC-37 the signature of an OCIRepository', () => {
  it('is refused plainly', async () => {
    await create('signed', {
      url: urlOf('org/man'),
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
    const slow = await serve();
    push('org/man', 'v1', undefined, undefined, slow);
    slow.intercept = ({ url }) => url?.includes('/blobs/') ?? false;
    const spec = { url: urlOf('org/man', slow), ref: { tag: 'v1' } };
    await create('slow', { ...spec, timeout: '300ms' });
    const failed = await env.waitReady('slow', 'False');
    expect(readyOf(failed)).toMatchObject({
      reason: 'OCIArtifactLayerOperationFailed',
      message: expect.stringContaining('context deadline exceeded'),
    });
    slow.intercept = undefined;
    await env.waitReady('slow');
  });

  it('may be away while the artifact stays, and comes back', async () => {
    push('org/away', 'v1');
    await create('away', { url: urlOf('org/away'), ref: { tag: 'v1' } });
    const before = await env.waitReady('away');
    await env.patch('away', { spec: { url: 'oci://127.0.0.1:1/org/away' } });
    const failed = await env.waitReady('away', 'False');
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(readyOf(failed)?.message).toContain(
      'connect 127.0.0.1:1: connection refused',
    );
    await env.patch('away', { spec: { url: urlOf('org/away') } });
    await env.waitReady('away');
    const { message } = await env.waitEvent('away', 'Succeeded');
    expect(message).toContain('stored artifact with revision');
  });

  it('may not be at a metadata address', async () => {
    await create('metadata', { url: 'oci://169.254.169.254/org/man' });
    const failed = await env.waitReady('metadata', 'False');
    expect(readyOf(failed)?.message).toContain(
      'the network policy denies connections to 169.254.169.254',
    );
  });
});

describe('the storage of an OCIRepository', () => {
  const directoryOf = (name: string) =>
    join(env.storage, 'ocirepository/apps', name);

  it('SC-13 is filled again when the file is damaged', async () => {
    push('org/lost', 'v1');
    await create('lost', { url: urlOf('org/lost'), ref: { tag: 'v1' } });
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
    push('org/old', 'v1');
    await create('old', { url: urlOf('org/old'), ref: { tag: 'v1' } });
    await env.waitReady('old');
    const digest = push('org/old', 'v1', { b: 'b' });
    await env.reconcile('old');
    await env.reconcile('old');
    const files = readdirSync(directoryOf('old')).filter(
      file => !file.endsWith('.lock'),
    );
    expect(files.sort()).toEqual(['latest.tar.gz', `${digest}.tar.gz`]);
    await env.delete('old');
    await expect(env.waitFor('old', () => false, 2_000)).rejects.toThrow(
      /not found/,
    );
    expect(existsSync(directoryOf('old'))).toBe(false);
  });

  it('CM-5 stays as it is while suspended', async () => {
    const digest = push('org/rest', 'v1');
    const url = urlOf('org/rest');
    await create('rest', { url, ref: { tag: 'v1' } });
    await env.waitReady('rest');
    await env.patch('rest', { spec: { suspend: true } });
    push('org/rest', 'v1', { b: 'b' });
    const { status } = await env.reconcile('rest');
    expect(status?.artifact?.revision).toBe(`v1@${digest}`);
  });
});
