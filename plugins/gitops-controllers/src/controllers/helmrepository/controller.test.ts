import { CertificateFixture } from '@backstage-gitops/certificates';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import type {
  HelmRepository,
  HelmRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { createHash } from 'crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { helmRepositoryController } from '.';
import { ChartRepository } from './testing/ChartRepository';
import {
  conditionsOf,
  SourceTestEnvironment,
} from '../../__testUtils__/SourceTestEnvironment';

const MAX_BYTES = 20_000;
const env = new SourceTestEnvironment<HelmRepository>(
  helmRepositoryController,
  { helmIndexMaxSize: MAX_BYTES },
);
const certificates = new CertificateFixture();
const charts = new ChartRepository();
const elsewhere = new ChartRepository();

const indexOf = (...versions: string[]) =>
  `apiVersion: v1\nentries:\n  web:\n${versions
    .map(
      version =>
        `  - name: web\n    version: ${version}\n    urls: [web-${version}.tgz]\n`,
    )
    .join('')}`;
const revisionOf = (text: string | Uint8Array) =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;
const create = (
  name: string,
  spec: Partial<HelmRepositorySpec> & { url: string },
) => env.createObject(name, { interval: '1h', ...spec });
const createSecret = (name: string, stringData: Record<string, string>) =>
  env.client.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: env.namespace },
    stringData,
  } as unknown as UnstructuredObject);
const readyOf = (object: HelmRepository) =>
  object.status?.conditions?.find(({ type }) => type === 'Ready');
const directoryOf = (name: string) =>
  join(env.storage, 'helmrepository/apps', name);

const FIRST = indexOf('1.0.0', '1.10.0', '1.2.0');

beforeAll(async () => {
  await charts.start();
  await elsewhere.start();
  charts.pages.set('/charts/index.yaml', FIRST);
  await env.start();
}, 60_000);
afterAll(async () => {
  await env.stop();
  await charts.stop();
  await elsewhere.stop();
});

describe('a HelmRepository', () => {
  it('is Ready with its index, sorted and as JSON', async () => {
    await create('fresh', { url: `${charts.url}/charts` });
    const object = await env.waitReady('fresh');
    const revision = revisionOf(FIRST);
    const message = `stored artifact: revision '${revision}'`;
    const condition = {
      status: 'True',
      reason: 'Succeeded',
      message,
      observedGeneration: 1,
    };
    expect(conditionsOf(object)).toEqual([
      { type: 'Ready', ...condition },
      { type: 'ArtifactInStorage', ...condition },
    ]);
    const path = `helmrepository/apps/fresh/index-${revision.slice(7)}.yaml`;
    const bytes = readFileSync(join(env.storage, path), 'utf8');
    expect(bytes).toMatch(/^\{\n {2}"apiVersion": "v1",\n/);
    expect(bytes).toMatch(/\n\}\n$/);
    const { entries } = JSON.parse(bytes);
    expect(
      entries.web.map(({ version }: { version: string }) => version),
    ).toEqual(['1.10.0', '1.2.0', '1.0.0']);
    expect(object.status).toMatchObject({
      observedGeneration: 1,
      url: `http://${env.server.address}/helmrepository/apps/fresh/index.yaml`,
      artifact: {
        path,
        revision,
        url: `http://${env.server.address}/${path}`,
        digest: revisionOf(bytes),
        size: Buffer.byteLength(bytes),
      },
    });
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    const served = await fetch(object.status?.url ?? '');
    expect(await served.text()).toBe(bytes);
    expect(await env.waitEvent('fresh', 'NewArtifact')).toEqual({
      type: 'Normal',
      reason: 'NewArtifact',
      message: `stored fetched index of size ${Buffer.byteLength(
        bytes,
      )}B from '${charts.url}/charts'`,
      annotations: {
        'source.toolkit.fluxcd.io/revision': revision,
        'source.toolkit.fluxcd.io/digest': object.status?.artifact?.digest,
      },
    });
  });

  it('stores nothing while the index has the same bytes', async () => {
    await create('quiet', { url: `${charts.url}/charts/` });
    const before = await env.waitReady('quiet');
    const after = await env.reconcile('quiet');
    expect(after.status?.artifact).toEqual(before.status?.artifact);
    expect(after.status?.conditions).toEqual(before.status?.conditions);
    expect(await env.waitEvent('quiet', 'ArtifactUpToDate')).toMatchObject({
      type: 'Normal',
      message: `artifact up-to-date with remote revision: '${revisionOf(
        FIRST,
      )}'`,
    });
  });

  it('asks for an index that it has by its ETag, and for all of it once that is lost', async () => {
    const answers: number[] = [];
    let etag = '"1"';
    charts.pages.set('/tagged/index.yaml', (request, response) => {
      const isKnown = request.headers['if-none-match'] === etag;
      answers.push(isKnown ? 304 : 200);
      response.writeHead(isKnown ? 304 : 200, { etag });
      response.end(isKnown ? '' : indexOf(`1.0.${etag[1]}`));
    });
    await create('tagged', { url: `${charts.url}/tagged` });
    await env.waitReady('tagged');
    await env.reconcile('tagged');
    expect(answers).toEqual([200, 304]);
    etag = '"2"';
    const changed = await env.reconcile('tagged');
    expect(changed.status?.artifact?.revision).toBe(
      revisionOf(indexOf('1.0.2')),
    );
    rmSync(directoryOf('tagged'), { recursive: true });
    await env.reconcile('tagged');
    expect(answers).toEqual([200, 304, 200, 200]);
  });

  it('stores what has changed, moves the link on and removes the old file', async () => {
    charts.pages.set('/moving/index.yaml', FIRST);
    await create('moving', { url: `${charts.url}/moving` });
    const before = await env.waitReady('moving');
    const next = indexOf('2.0.0');
    charts.pages.set('/moving/index.yaml', next);
    const after = await env.reconcile('moving');
    expect(after.status?.artifact?.revision).toBe(revisionOf(next));
    expect(after.status?.url).toBe(before.status?.url);
    expect(await (await fetch(after.status?.url ?? '')).text()).toContain(
      '"2.0.0"',
    );
    await env.reconcile('moving');
    const hex = revisionOf(next).slice(7);
    expect(readdirSync(directoryOf('moving')).sort()).toEqual([
      `index-${hex}.yaml`,
      `index-${hex}.yaml.lock`,
      'index.yaml',
    ]);
  });

  it('says that other bytes of the same content are a new revision, not a new artifact', async () => {
    charts.pages.set('/same/index.yaml', FIRST);
    await create('same', { url: `${charts.url}/same` });
    const before = await env.waitReady('same');
    charts.pages.set('/same/index.yaml', `# comment\n${FIRST}`);
    const after = await env.reconcile('same');
    expect(after.status?.artifact).toMatchObject({
      revision: revisionOf(`# comment\n${FIRST}`),
      digest: before.status?.artifact?.digest,
    });
    const events = await env.events('same');
    expect(
      events.filter(({ reason }) => reason === 'NewArtifact'),
    ).toHaveLength(1);
  });

  it.each([
    ['404', '404 Not Found'],
    ['500', '500 Internal Server Error'],
  ])('fails on an answer of %s, and recovers', async (status, text) => {
    const path = `/answer-${status}/index.yaml`;
    charts.pages.set(path, (_, response) => {
      response.writeHead(Number(status)).end('no');
    });
    const name = `answer-${status}`;
    await create(name, { url: `${charts.url}/${name}` });
    const failed = await env.waitReady(name, 'False');
    const message = `failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch ${charts.url}${path} : ${text}`;
    const condition = { reason: 'Failed', message, observedGeneration: 1 };
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
    expect(await env.waitEvent(name, 'Failed')).toMatchObject({
      type: 'Warning',
      message,
    });
    charts.pages.set(path, FIRST);
    await env.waitReady(name);
  });

  it('keeps the artifact while the server is away', async () => {
    charts.pages.set('/away/index.yaml', FIRST);
    await create('away', { url: `${charts.url}/away` });
    const before = await env.waitReady('away');
    await env.patch('away', { spec: { url: 'http://127.0.0.1:1/away' } });
    const failed = await env.waitReady('away', 'False');
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(readyOf(failed)?.message).toBe(
      'failed to fetch Helm repository index: failed to cache index to temporary file: Get "http://127.0.0.1:1/away/index.yaml": connect 127.0.0.1:1: connection refused',
    );
    await env.patch('away', { spec: { url: `${charts.url}/away` } });
    await env.waitReady('away');
    const { message } = await env.waitEvent('away', 'Succeeded');
    expect(message).toContain('stored fetched index of size');
  });

  it('ends at spec.timeout on a slow server', async () => {
    charts.pages.set('/slow/index.yaml', () => {});
    await create('slow', { url: `${charts.url}/slow`, timeout: '300ms' });
    const failed = await env.waitReady('slow', 'False');
    expect(readyOf(failed)?.message).toContain('context deadline exceeded');
  });

  it.each([
    ['no-version', 'entries: {}\n', 'no API version specified'],
    ['empty', '', 'empty index.yaml file'],
    [
      'page',
      '<html>\n',
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type repo.IndexFile',
    ],
    [
      'compressed',
      gzipSync(FIRST),
      'error converting YAML to JSON: yaml: control characters are not allowed',
    ],
  ])('fails on an index that is %s', async (name, text, why) => {
    charts.pages.set(`/${name}/index.yaml`, text);
    await create(name, { url: `${charts.url}/${name}` });
    expect(readyOf(await env.waitReady(name, 'False'))).toMatchObject({
      reason: 'IndexationFailed',
      message: expect.stringContaining(
        `failed to load Helm repository from index YAML: failed to load index: ${why}`,
      ),
    });
    expect(existsSync(directoryOf(name))).toBe(false);
  });

  it('stops reading an index that is too large', async () => {
    let sent = 0;
    charts.pages.set('/large/index.yaml', (_, response) => {
      const send = () => {
        if (response.destroyed) return;
        sent += 10_000;
        response.write('#'.repeat(9_999).concat('\n'), () =>
          setImmediate(send),
        );
      };
      send();
    });
    await create('large', { url: `${charts.url}/large` });
    const failed = await env.waitReady('large', 'False');
    expect(readyOf(failed)?.message).toBe(
      `failed to fetch Helm repository index: failed to cache index to temporary file: index exceeds the maximum index file size of ${MAX_BYTES} bytes`,
    );
    await env.patch('large', { spec: { suspend: true } });
    expect(sent).toBeLessThan(50_000_000);
  });

  it('stores a repository without charts', async () => {
    charts.pages.set('/none/index.yaml', '{"apiVersion":"v1","entries":{}}');
    await create('none', { url: `${charts.url}/none` });
    const { status } = await env.waitReady('none');
    expect(
      readFileSync(join(env.storage, status?.artifact?.path ?? ''), 'utf8'),
    ).toBe(
      '{\n  "apiVersion": "v1",\n  "generated": "0001-01-01T00:00:00Z",\n  "entries": {}\n}\n',
    );
  });
});

describe('the credentials of a HelmRepository', () => {
  const seen: (string | undefined)[] = [];
  const basic = `Basic ${Buffer.from('ann:canary-41f').toString('base64')}`;

  beforeAll(() => {
    charts.pages.set('/private/index.yaml', ({ headers }, response) => {
      const isAllowed = headers.authorization === basic;
      response.writeHead(isAllowed ? 200 : 401).end(isAllowed ? FIRST : 'no');
    });
    elsewhere.pages.set('/index.yaml', ({ headers }, response) => {
      seen.push(headers.authorization);
      response.end(FIRST);
    });
    charts.pages.set('/redirect/index.yaml', ({ headers }, response) => {
      seen.push(headers.authorization);
      const location = `${elsewhere.url}/index.yaml`;
      response.writeHead(302, { location }).end();
    });
  });

  it('are asked for by the server', async () => {
    await create('private', { url: `${charts.url}/private` });
    const failed = await env.waitReady('private', 'False');
    expect(readyOf(failed)?.message).toBe(
      `failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch ${charts.url}/private/index.yaml : 401 Unauthorized`,
    );
    await env.patch('private', { spec: { secretRef: { name: 'login' } } });
    const missing = await env.waitFor(
      'private',
      object => readyOf(object)?.reason === 'AuthenticationFailed',
    );
    expect(readyOf(missing)?.message).toBe(
      `failed to get authentication secret 'apps/login': secrets "login" not found`,
    );
    await createSecret('login', { username: 'ann', password: 'canary-41f' });
    await env.waitReady('private');
    const all = JSON.stringify([
      await env.read('private'),
      await env.events('private'),
    ]);
    expect(all).not.toContain('canary-41f');
  });

  it('may stand in the address, and are never shown', async () => {
    const url = charts.url.replace('://', '://ann:canary-41f@');
    await create('in-address', { url: `${url}/private` });
    await env.waitReady('in-address');
    await env.patch('in-address', { spec: { url: `${url}/nothing` } });
    await env.waitReady('in-address', 'False');
    const { status } = await env.read('in-address');
    const all = JSON.stringify([status, await env.events('in-address')]);
    expect(all).toContain(`from '${charts.url}/private'`);
    expect(all).not.toContain('canary-41f');
  });

  it.each([false, true])(
    'stay with the host on a redirect (passCredentials: %s)',
    async passCredentials => {
      seen.length = 0;
      const name = `redirect-${passCredentials}`;
      await create(name, {
        url: `${charts.url}/redirect`,
        secretRef: { name: 'login' },
        passCredentials,
      });
      await env.waitReady(name);
      expect(seen).toEqual([basic, undefined]);
    },
  );

  it('must be complete', async () => {
    await createSecret('half', { username: 'ann' });
    await create('half', {
      url: `${charts.url}/private`,
      secretRef: { name: 'half' },
    });
    expect(readyOf(await env.waitReady('half', 'False'))).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to detect authentication methods: secret 'apps/half': malformed basic auth - has 'username' but missing 'password'`,
    });
  });
});

describe('the certificates of a HelmRepository', () => {
  const secure = new ChartRepository({
    ...certificates.issue('server'),
    ca: certificates.ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const { cert, key } = certificates.issue('client');

  beforeAll(async () => {
    await secure.start();
    secure.pages.set('/index.yaml', FIRST);
    await createSecret('ca', { 'ca.crt': certificates.ca });
    await createSecret('tls', {
      'ca.crt': certificates.ca,
      'tls.crt': cert,
      'tls.key': key,
    });
    await createSecret('half-tls', { 'tls.crt': cert });
    await createSecret('no-tls', { other: 'x' });
    await createSecret('bad-tls', { 'tls.crt': 'none', 'tls.key': 'none' });
  });
  afterAll(() => secure.stop());

  const failureOf = async (name: string, secret?: string) => {
    const certSecretRef = secret ? { name: secret } : undefined;
    await create(name, { url: secure.url, certSecretRef });
    return readyOf(await env.waitReady(name, 'False'));
  };

  it('come from certSecretRef', async () => {
    await create('tls', { url: secure.url, certSecretRef: { name: 'tls' } });
    const { status } = await env.waitReady('tls');
    expect(status?.artifact?.revision).toBe(revisionOf(FIRST));
  });

  it('come from secretRef, in the old way', async () => {
    await create('old-tls', { url: secure.url, secretRef: { name: 'tls' } });
    const { status } = await env.waitReady('old-tls');
    expect(status?.artifact?.revision).toBe(revisionOf(FIRST));
  });

  it('are needed', async () => {
    expect((await failureOf('untrusted'))?.message).toContain(
      'tls: failed to verify the connection',
    );
    expect((await failureOf('unknown', 'ca'))?.reason).toBe('Failed');
  });

  it.each([
    [
      'missing',
      `failed to get TLS authentication secret 'apps/missing': secrets "missing" not found`,
    ],
    [
      'half-tls',
      `failed to construct Helm client's TLS config: secret 'apps/half-tls' contains 'tls.crt' but missing 'tls.key'`,
    ],
    [
      'no-tls',
      `failed to construct Helm client's TLS config: secret 'apps/no-tls' must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'`,
    ],
    ['bad-tls', "failed to construct Helm client's TLS config: "],
  ])('are refused where the Secret is %s', async (name, message) => {
    expect(await failureOf(`with-${name}`, name)).toMatchObject({
      reason: 'AuthenticationFailed',
      message: expect.stringContaining(message),
    });
  });
});

describe('the storage of a HelmRepository', () => {
  it('is filled again when the file is lost or damaged', async () => {
    await create('lost', { url: `${charts.url}/charts` });
    const before = await env.waitReady('lost');
    const path = join(env.storage, before.status?.artifact?.path ?? '');
    writeFileSync(path, 'garbage');
    const after = await env.reconcile('lost');
    expect(after.status?.artifact?.digest).toBe(
      before.status?.artifact?.digest,
    );
    expect(readFileSync(path, 'utf8')).toContain('"1.10.0"');
    const events = await env.events('lost');
    expect(events.map(({ reason }) => reason)).toContain(
      'ArtifactVerificationFailed',
    );
    expect(
      events.filter(({ reason }) => reason === 'NewArtifact'),
    ).toHaveLength(1);
  });

  it('is found again after a restart', async () => {
    await create('restarted', { url: `${charts.url}/charts` });
    const before = await env.waitReady('restarted');
    await env.stopTheController();
    env.startController();
    const after = await env.reconcile('restarted');
    expect(after.status?.artifact).toEqual(before.status?.artifact);
  });

  it('is emptied when the object is deleted', async () => {
    await create('doomed', { url: `${charts.url}/charts` });
    await env.waitReady('doomed');
    expect(existsSync(directoryOf('doomed'))).toBe(true);
    await env.delete('doomed');
    await expect(env.waitFor('doomed', () => false, 2_000)).rejects.toThrow(
      /not found/,
    );
    expect(existsSync(directoryOf('doomed'))).toBe(false);
  });
});

describe('a HelmRepository of a registry', () => {
  it('is stalled as the default type', async () => {
    await create('oci-default', { url: 'oci://registry.example.com/charts' });
    const object = await env.waitReady('oci-default', 'False');
    const message =
      "invalid Helm repository URL: 'oci' URL scheme cannot be used with 'default' HelmRepository type";
    const condition = {
      reason: 'URLInvalid',
      message,
      observedGeneration: 1,
    };
    expect(conditionsOf(object)).toEqual([
      { type: 'Stalled', status: 'True', ...condition },
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
    ]);
    expect(object.status?.observedGeneration).toBe(1);
  });

  it('has neither finalizer nor status as type oci', async () => {
    const url = 'oci://registry.example.com/charts';
    await create('oci', { url, type: 'oci' });
    const object = await env.waitFor(
      'oci',
      ({ status }) => status?.observedGeneration === undefined,
    );
    expect(object.status).toEqual({});
    expect(object.metadata.finalizers).toBeUndefined();
    expect(await env.events('oci')).toEqual([]);
  });

  it('loses finalizer, status and files when it becomes type oci', async () => {
    await create('becomes-oci', { url: `${charts.url}/charts` });
    await env.waitReady('becomes-oci');
    const url = 'oci://registry.example.com/charts';
    await env.patch('becomes-oci', { spec: { url, type: 'oci' } });
    const object = await env.waitFor(
      'becomes-oci',
      ({ status }) => Object.keys(status ?? {}).length === 0,
    );
    expect(object.metadata.finalizers ?? []).toEqual([]);
    expect(existsSync(directoryOf('becomes-oci'))).toBe(false);
    expect(
      await env.waitEvent('becomes-oci', 'GarbageCollectionSucceeded'),
    ).toMatchObject({
      message: 'garbage collected artifacts for deleted resource',
    });
    await env.patch('becomes-oci', {
      spec: { url: `${charts.url}/charts`, type: 'default' },
    });
    await env.waitReady('becomes-oci');
  });
});
