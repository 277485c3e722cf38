import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import {
  FIRST,
  HelmRepositoryEnvironment,
  indexOf,
  MAX_BYTES,
  revisionOf,
} from './testing/HelmRepositoryEnvironment';
import {
  conditionsOf,
  readyOf,
  RETRYING,
} from '../../__testUtils__/SourceTestEnvironment';

const env = new HelmRepositoryEnvironment();

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

describe('a HelmRepository', () => {
  it('is Ready with its index, sorted and as JSON', async () => {
    await env.create('fresh', { url: `${env.charts.url}/charts` });
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
    expect(bytes).toMatch(/\n\}$/);
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
      )}B from '${env.charts.url}/charts'`,
      annotations: {
        'source.toolkit.fluxcd.io/revision': revision,
        'source.toolkit.fluxcd.io/digest': object.status?.artifact?.digest,
      },
    });
  });

  it('stores nothing while the index has the same bytes', async () => {
    await env.create('quiet', { url: `${env.charts.url}/charts/` });
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
    env.charts.pages.set('/tagged/index.yaml', (request, response) => {
      const isKnown = request.headers['if-none-match'] === etag;
      answers.push(isKnown ? 304 : 200);
      response.writeHead(isKnown ? 304 : 200, { etag });
      response.end(isKnown ? '' : indexOf(`1.0.${etag[1]}`));
    });
    await env.create('tagged', { url: `${env.charts.url}/tagged` });
    await env.waitReady('tagged');
    await env.reconcile('tagged');
    expect(answers).toEqual([200, 304]);
    etag = '"2"';
    const changed = await env.reconcile('tagged');
    expect(changed.status?.artifact?.revision).toBe(
      revisionOf(indexOf('1.0.2')),
    );
    rmSync(env.directoryOf('tagged'), { recursive: true });
    await env.reconcile('tagged');
    expect(answers).toEqual([200, 304, 200, 200]);
  });

  it('stores what has changed, moves the link on and removes the old file', async () => {
    env.charts.pages.set('/moving/index.yaml', FIRST);
    await env.create('moving', { url: `${env.charts.url}/moving` });
    const before = await env.waitReady('moving');
    const next = indexOf('2.0.0');
    env.charts.pages.set('/moving/index.yaml', next);
    const after = await env.reconcile('moving');
    expect(after.status?.artifact?.revision).toBe(revisionOf(next));
    expect(after.status?.url).toBe(before.status?.url);
    expect(await (await fetch(after.status?.url ?? '')).text()).toContain(
      '"2.0.0"',
    );
    await env.reconcile('moving');
    const hex = revisionOf(next).slice(7);
    expect(readdirSync(env.directoryOf('moving')).sort()).toEqual([
      `index-${hex}.yaml`,
      `index-${hex}.yaml.lock`,
      'index.yaml',
    ]);
  });

  it('says that other bytes of the same content are a new revision, not a new artifact', async () => {
    env.charts.pages.set('/same/index.yaml', FIRST);
    await env.create('same', { url: `${env.charts.url}/same` });
    const before = await env.waitReady('same');
    env.charts.pages.set('/same/index.yaml', `# comment\n${FIRST}`);
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
    env.charts.pages.set(path, (_, response) => {
      response.writeHead(Number(status)).end('no');
    });
    const name = `answer-${status}`;
    await env.create(name, { url: `${env.charts.url}/${name}` });
    const failed = await env.waitReady(name, 'False');
    const message = `failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch ${env.charts.url}${path} : ${text}`;
    const condition = { reason: 'Failed', message, observedGeneration: 1 };
    expect(conditionsOf(failed)).toEqual([
      RETRYING,
      { type: 'Ready', status: 'False', ...condition },
      { type: 'FetchFailed', status: 'True', ...condition },
    ]);
    expect(failed.status?.observedGeneration).toBe(-1);
    expect(await env.waitEvent(name, 'Failed')).toMatchObject({
      type: 'Warning',
      message,
    });
    env.charts.pages.set(path, FIRST);
    await env.waitReady(name);
  });

  it('keeps the artifact while the server is away', async () => {
    env.charts.pages.set('/away/index.yaml', FIRST);
    await env.create('away', { url: `${env.charts.url}/away` });
    const before = await env.waitReady('away');
    await env.patch('away', { spec: { url: 'http://127.0.0.1:1/away' } });
    const failed = await env.waitReady('away', 'False');
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(readyOf(failed)?.message).toBe(
      'failed to fetch Helm repository index: failed to cache index to temporary file: Get "http://127.0.0.1:1/away/index.yaml": connect 127.0.0.1:1: connection refused',
    );
    await env.patch('away', { spec: { url: `${env.charts.url}/away` } });
    await env.waitReady('away');
    const { message } = await env.waitEvent('away', 'Succeeded');
    expect(message).toContain('stored fetched index of size');
  });

  it('ends at spec.timeout on a slow server', async () => {
    env.charts.pages.set('/slow/index.yaml', () => {});
    await env.create('slow', {
      url: `${env.charts.url}/slow`,
      timeout: '300ms',
    });
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
    env.charts.pages.set(`/${name}/index.yaml`, text);
    await env.create(name, { url: `${env.charts.url}/${name}` });
    expect(readyOf(await env.waitReady(name, 'False'))).toMatchObject({
      reason: 'IndexationFailed',
      message: expect.stringContaining(
        `failed to load Helm repository from index YAML: failed to load index: ${why}`,
      ),
    });
    expect(existsSync(env.directoryOf(name))).toBe(false);
  });

  it('stops reading an index that is too large', async () => {
    let sent = 0;
    env.charts.pages.set('/large/index.yaml', (_, response) => {
      const send = () => {
        if (response.destroyed) return;
        sent += 10_000;
        response.write('#'.repeat(9_999).concat('\n'), () =>
          setImmediate(send),
        );
      };
      send();
    });
    await env.create('large', { url: `${env.charts.url}/large` });
    const failed = await env.waitReady('large', 'False');
    expect(readyOf(failed)?.message).toBe(
      `failed to fetch Helm repository index: failed to cache index to temporary file: index exceeds the maximum index file size of ${MAX_BYTES} bytes`,
    );
    await env.patch('large', { spec: { suspend: true } });
    expect(sent).toBeLessThan(50_000_000);
  });

  it('stores a repository without charts', async () => {
    env.charts.pages.set(
      '/none/index.yaml',
      '{"apiVersion":"v1","entries":{}}',
    );
    await env.create('none', { url: `${env.charts.url}/none` });
    const { status } = await env.waitReady('none');
    expect(
      readFileSync(join(env.storage, status?.artifact?.path ?? ''), 'utf8'),
    ).toBe(
      '{\n  "apiVersion": "v1",\n  "generated": "0001-01-01T00:00:00Z",\n  "entries": {}\n}',
    );
  });
});

describe('the storage of a HelmRepository', () => {
  it('is filled again when the file is lost or damaged', async () => {
    await env.create('lost', { url: `${env.charts.url}/charts` });
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
    await env.create('restarted', { url: `${env.charts.url}/charts` });
    const before = await env.waitReady('restarted');
    await env.stopTheController();
    env.startController();
    const after = await env.reconcile('restarted');
    expect(after.status?.artifact).toEqual(before.status?.artifact);
  });

  it('is emptied when the object is deleted', async () => {
    await env.create('doomed', { url: `${env.charts.url}/charts` });
    await env.waitReady('doomed');
    expect(existsSync(env.directoryOf('doomed'))).toBe(true);
    await env.delete('doomed');
    await expect(env.waitFor('doomed', () => false, 2_000)).rejects.toThrow(
      /not found/,
    );
    expect(existsSync(env.directoryOf('doomed'))).toBe(false);
  });
});

describe('a HelmRepository of a registry', () => {
  it('is stalled as the default type', async () => {
    await env.create('oci-default', {
      url: 'oci://registry.example.com/charts',
    });
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
    await env.create('oci', { url, type: 'oci' });
    const object = await env.waitFor(
      'oci',
      ({ status }) => status?.observedGeneration === undefined,
    );
    expect(object.status).toEqual({});
    expect(object.metadata.finalizers).toBeUndefined();
    expect(await env.events('oci')).toEqual([]);
  });

  it('loses finalizer, status and files when it becomes type oci', async () => {
    await env.create('becomes-oci', { url: `${env.charts.url}/charts` });
    await env.waitReady('becomes-oci');
    const url = 'oci://registry.example.com/charts';
    await env.patch('becomes-oci', { spec: { url, type: 'oci' } });
    const object = await env.waitFor(
      'becomes-oci',
      ({ status }) => Object.keys(status ?? {}).length === 0,
    );
    expect(object.metadata.finalizers ?? []).toEqual([]);
    expect(existsSync(env.directoryOf('becomes-oci'))).toBe(false);
    expect(
      await env.waitEvent('becomes-oci', 'GarbageCollectionSucceeded'),
    ).toMatchObject({
      message: 'garbage collected artifacts for deleted resource',
    });
    await env.patch('becomes-oci', {
      spec: { url: `${env.charts.url}/charts`, type: 'default' },
    });
    await env.waitReady('becomes-oci');
  });
});
