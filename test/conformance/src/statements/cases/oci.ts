import { MediaType, startRegistry } from '@backstage-gitops/oci';
import type {
  ArtifactFixture,
  RegistryServer,
  RegistryServerOptions,
} from '@backstage-gitops/oci';
import { expectEqual } from '../../expect';
import { contentOf, download } from '../artifactOf';
import { Bench, TYPES } from '../Bench';
import { conditionsOf, configMap, expectFailure } from '../readObjects';
import { packFiles } from '../packFiles';
import type { Statement } from '../Statement';

const SOURCE = 'OCIRepository';
const FLUX_LAYER = 'application/vnd.cncf.flux.content.v1.tar+gzip';
const FILES = { 'a.yaml': 'a: 1\n' };
const LOGIN = { username: 'ann', password: 'secret' };
const ORIGIN = {
  'org.opencontainers.image.revision': 'main@sha1:abcdef',
  'org.opencontainers.image.source': 'https://github.com/o/r',
};

type Files = Readonly<Record<string, string>>;

function layerOf(files: Files, mediaType = FLUX_LAYER) {
  return { mediaType, bytes: packFiles(files, 0o600) };
}

/** A registry of the case's own. */
async function withRegistry(
  work: (registry: RegistryServer) => Promise<void>,
  options: RegistryServerOptions = {},
): Promise<void> {
  const registry = await startRegistry(options);
  try {
    await work(registry);
  } finally {
    await registry.stop();
  }
}

/** Pushes an artifact to `app`; its digest. */
function push(
  { store }: RegistryServer,
  tag: string,
  artifact: Partial<ArtifactFixture> = {},
): string {
  return store.addArtifact('org/app', tag, {
    layers: [layerOf(FILES)],
    annotations: ORIGIN,
    ...artifact,
  });
}

/** An OCIRepository of `app`. */
async function source(
  bench: Bench,
  { host }: RegistryServer,
  name: string,
  spec: object = {},
): Promise<void> {
  const url = `oci://${host}/org/app`;
  await bench.create({
    ...TYPES.OCIRepository,
    metadata: { name },
    spec: { url, interval: '1h', ref: { tag: 'v1' }, ...spec },
  } as never);
}

async function dockerConfig(bench: Bench, name: string, auths: object) {
  const texts = { '.dockerconfigjson': JSON.stringify({ auths }) };
  await bench.secret(name, texts, 'kubernetes.io/dockerconfigjson');
}

/** Conditions of a source that fails, in a first run. */
const failing = (reconciling: string, reason: string, message: string) => [
  ['Reconciling', 'True', 'ProgressingWithRetry', reconciling],
  ['Ready', 'False', reason, message],
  ['FetchFailed', 'True', reason, message],
];

async function expectStatus(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    const digest = push(registry, 'v1');
    await source(bench, registry, 'app');
    const object = await bench.ready(SOURCE);
    const { status } = object;
    const revision = `v1@${digest}`;
    const message = `stored artifact for digest '${revision}'`;
    expectEqual(
      conditionsOf(object),
      [
        ['Ready', 'True', 'Succeeded', message],
        ['ArtifactInStorage', 'True', 'Succeeded', message],
      ],
      'conditions',
    );
    const path = `ocirepository/${bench.namespace}/app/${digest}.tar.gz`;
    const { artifact } = status;
    expectEqual([artifact.path, artifact.revision], [path, revision], 'path');
    expectEqual(artifact.metadata, ORIGIN, 'metadata');
    expectEqual(
      status.url,
      artifact.url.replace(`${digest}.tar.gz`, 'latest.tar.gz'),
      'url',
    );
    const latest = await fetch(status.url);
    const bytes = Buffer.from(await latest.arrayBuffer());
    expectEqual(bytes.equals(await download(object)), true, 'latest');
    const [event] = await bench.events('stored artifact', 'app', SOURCE);
    expectEqual(
      [event.type, event.reason, event.message],
      [
        'Normal',
        'NewArtifact',
        `stored artifact with revision '${revision}' from 'oci://${registry.host}/org/app', origin source 'https://github.com/o/r', origin revision 'main@sha1:abcdef'`,
      ],
      'event',
    );
    const group = 'source.toolkit.fluxcd.io';
    expectEqual(
      event.annotations,
      { [`${group}/revision`]: revision, [`${group}/digest`]: artifact.digest },
      'annotations',
    );
  });
}

async function expectPrecedence(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    const [one, two, rc, latest] = ['1.0.0', '1.1.0', '2.0.0-rc.1', 'latest']
      // Another annotation makes another digest.
      .map(tag => push(registry, tag, { annotations: { tag } }));
    const refs: Readonly<Record<string, [object | undefined, string]>> = {
      none: [undefined, `latest@${latest}`],
      tag: [{ tag: '1.0.0' }, `1.0.0@${one}`],
      semver: [{ tag: '1.0.0', semver: '*' }, `1.1.0@${two}`],
      filter: [{ semver: '*', semverFilter: '^1\\.0' }, `1.0.0@${one}`],
      rc: [{ semver: '>=1.0.0-0' }, `2.0.0-rc.1@${rc}`],
      digest: [{ tag: '1.0.0', semver: '*', digest: latest }, latest],
    };
    for (const [name, [ref]] of Object.entries(refs)) {
      await source(bench, registry, name, { ref });
    }
    for (const [name, [, revision]] of Object.entries(refs)) {
      const { status } = await bench.ready(SOURCE, name);
      expectEqual(status.artifact.revision, revision, name);
    }
  });
}

async function expectLayers(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    const tree = {
      '.sourceignore': '/docs/\n',
      'a.yaml': 'a',
      'docs/x.md': 'x',
      'pic.jpg': 'x',
    };
    const [first, second] = [layerOf(tree), layerOf(FILES, 'x/second')];
    const digest = push(registry, 'v1', { layers: [first, second] });
    const mediaType = 'x/second';
    await source(bench, registry, 'first');
    await source(bench, registry, 'ignored', { ignore: '/a.yaml' });
    await source(bench, registry, 'second', { layerSelector: { mediaType } });
    const copy = { operation: 'copy' };
    await source(bench, registry, 'copied', {
      ...{ layerSelector: copy, ignore: '/*' },
    });
    const contentOfReady = async (name: string) =>
      contentOf(await bench.ready(SOURCE, name));
    expectEqual(
      await contentOfReady('first'),
      ['.', '.sourceignore', 'a.yaml', 'pic.jpg'],
      'first layer',
    );
    expectEqual(
      await contentOfReady('ignored'),
      ['.', '.sourceignore', 'pic.jpg'],
      'with spec.ignore',
    );
    expectEqual(await contentOfReady('second'), ['.', 'a.yaml'], 'second');
    const copied = await bench.ready(SOURCE, 'copied');
    const isSame = first.bytes.equals(await download(copied));
    expectEqual(isSame, true, 'copied layer');
    expectEqual(copied.status.observedLayerSelector, copy, 'observed');
    expectEqual(copied.status.observedIgnore, '/*', 'observedIgnore');
    const layerSelector = { mediaType: 'x/y' };
    await source(bench, registry, 'missing', { layerSelector });
    const reason = 'OCIArtifactLayerOperationFailed';
    const missing = await bench.failed(reason, SOURCE, 'missing');
    expectEqual(
      conditionsOf(missing),
      failing(
        `building artifact: new revision 'v1@${digest}' for '${registry.host}/org/app:v1'`,
        reason,
        "failed to find layer with media type 'x/y' in artifact",
      ),
      'missing layer',
    );
    expectEqual(missing.status.observedGeneration, -1, 'observedGeneration');
  });
}

async function expectSignedIn(bench: Bench): Promise<void> {
  const auth = { scheme: 'token', ...LOGIN } as const;
  await withRegistry(
    async registry => {
      push(registry, 'v1');
      await dockerConfig(bench, 'login', { [registry.host]: LOGIN });
      await dockerConfig(bench, 'elsewhere', { 'ghcr.io': LOGIN });
      await bench.create({
        ...TYPES.ServiceAccount,
        metadata: { name: 'puller' },
        imagePullSecrets: [{ name: 'elsewhere' }, { name: 'login' }],
      } as never);
      const secretRef = { name: 'login' };
      await source(bench, registry, 'by-secret', { secretRef });
      const serviceAccountName = 'puller';
      await source(bench, registry, 'by-account', { serviceAccountName });
      await bench.ready(SOURCE, 'by-secret');
      await bench.ready(SOURCE, 'by-account');
      await source(bench, registry, 'anonymous');
      expectFailure(
        await bench.failed('OCIArtifactPullFailed', SOURCE, 'anonymous'),
        'OCIArtifactPullFailed',
        /UNAUTHORIZED: authentication required$/,
      );
      await source(bench, registry, 'missing', { secretRef: { name: 'none' } });
      expectEqual(
        conditionsOf(
          await bench.failed('AuthenticationFailed', SOURCE, 'missing'),
        ),
        failing(
          'building artifact',
          'AuthenticationFailed',
          `failed to get credential: failed to get secret '${bench.namespace}/none': secrets "none" not found`,
        ),
        'missing Secret',
      );
    },
    { auth },
  );
}

async function expectOneRequest(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    const digest = push(registry, 'v1');
    await source(bench, registry, 'app');
    const { status } = await bench.ready(SOURCE);
    registry.requests.length = 0;
    const again = await bench.request(SOURCE, 'app');
    expectEqual(
      registry.requests,
      ['HEAD /v2/org/app/manifests/v1'],
      'requests',
    );
    expectEqual(again.status.artifact, status.artifact, 'artifact');
    await bench.events(
      `artifact up-to-date with remote revision: 'v1@${digest}'`,
      'app',
      SOURCE,
    );
  });
}

async function expectOriginRevision(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    const layers = [layerOf({ 'a.yaml': configMap('of-registry') })];
    push(registry, 'v1', { layers });
    await source(bench, registry, 'app');
    await bench.app('app', { sourceRef: { kind: SOURCE, name: 'app' } });
    const { status } = await bench.ready();
    expectEqual(
      status.lastAppliedOriginRevision,
      'main@sha1:abcdef',
      'lastAppliedOriginRevision',
    );
    await bench.get('ConfigMap', 'of-registry');
    const events = await bench.events('Reconciliation finished');
    const { annotations } = events[events.length - 1];
    expectEqual(
      annotations['kustomize.toolkit.fluxcd.io/originRevision'],
      'main@sha1:abcdef',
      'annotation',
    );
  });
}

async function expectRefusals(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    await source(bench, registry, 'signed', { verify: { provider: 'cosign' } });
    const signed = await bench.failed('VerificationError', SOURCE, 'signed');
    expectFailure(
      signed,
      'VerificationError',
      'signature verification is not supported yet; nothing is pulled',
    );
    await source(bench, registry, 'cloud', { provider: 'gcp' });
    const reason = 'InvalidProviderConfiguration';
    const cloud = await bench.failed(reason, SOURCE, 'cloud');
    for (const object of [signed, cloud]) {
      expectEqual(conditionsOf(object)[0].slice(0, 2), ['Stalled', 'True'], '');
    }
    expectEqual(registry.requests, [], 'requests');
  });
}

async function expectInvalidUrl(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    const url = `oci://${registry.host}/app:v1`;
    await source(bench, registry, 'app', { url });
    const message = `URL validation failed for '${url}': repository can only contain the characters \`abcdefghijklmnopqrstuvwxyz0123456789_-./\`: app:v1`;
    const object = await bench.failed('URLInvalid', SOURCE);
    expectEqual(
      conditionsOf(object),
      [
        ['Stalled', 'True', 'URLInvalid', message],
        ['Ready', 'False', 'URLInvalid', message],
        ['FetchFailed', 'True', 'URLInvalid', message],
      ],
      'conditions',
    );
    expectEqual(object.status.observedGeneration, 1, 'observedGeneration');
  });
}

async function expectIndex(bench: Bench): Promise<void> {
  await withRegistry(async registry => {
    const child = push(registry, 'child');
    const { ociIndex, ociManifest: mediaType } = MediaType;
    const index = { manifests: [{ mediaType, digest: child, size: 1 }] };
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...index }));
    const put = { bytes, mediaType: ociIndex };
    const digest = registry.store.addManifest('org/app', 'v1', put);
    await source(bench, registry, 'app');
    const { status } = await bench.ready(SOURCE);
    expectEqual(status.artifact.revision, `v1@${digest}`, 'revision');
    expectEqual(status.artifact.metadata, ORIGIN, 'metadata');
  });
}

/** OCIRepositories and their artifacts. */
export const ociStatements: readonly Statement[] = [
  {
    name: 'SC-1 SC-2 SC-5 SC-6 SC-16 SC-20 SC-35 status, path, link and event of an OCIRepository',
    run: expectStatus,
  },
  {
    name: 'SC-33 of digest, semver, semverFilter, tag and latest, which counts',
    run: expectPrecedence,
  },
  {
    name: 'SC-33 SC-18 CM-10 an OCIRepository with a tag in its URL is stalled',
    run: expectInvalidUrl,
  },
  {
    name: 'SC-34 SC-10 SC-15 the layer of an OCIRepository: first, selected, copied, missing',
    run: expectLayers,
  },
  {
    name: 'SC-35 an index gives the annotations of its linux/amd64',
    run: expectIndex,
  },
  {
    name: 'SC-35 org.opencontainers.image.revision is the origin revision of a Kustomization',
    run: expectOriginRevision,
  },
  {
    name: 'SC-36 credentials of a Secret, of a ServiceAccount, and none',
    run: expectSignedIn,
  },
  {
    name: 'SC-21 an unchanged OCIRepository costs one request',
    run: expectOneRequest,
  },
  {
    name: 'SC-37 SC-38 signatures and providers of clouds are refused before a request',
    run: expectRefusals,
  },
];
