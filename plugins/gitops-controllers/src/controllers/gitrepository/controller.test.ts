import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { GitRepositoryEnvironment } from '../../__testUtils__/GitRepositoryEnvironment';
import {
  conditionsOf,
  readyOf,
  RETRYING,
} from '../../__testUtils__/SourceTestEnvironment';

const env = new GitRepositoryEnvironment();
let first = '';

beforeAll(async () => {
  await env.start();
  env.repositories.create('app');
  first = env.repositories.commit('app', { 'a.yaml': 'a: 1\n' }, 'first');
  env.repositories.git('app', 'tag', 'v1.0.0');
  env.repositories.push('app');
}, 60_000);
afterAll(() => env.stop());

describe('a GitRepository', () => {
  it('SC-1 SC-2 SC-16 SC-20 is Ready with an artifact once the branch is stored', async () => {
    await env.create('fresh', { url: env.urlOf('app') });
    const object = await env.waitReady('fresh');
    const message = `stored artifact for revision 'main@sha1:${first}'`;
    expect(conditionsOf(object)).toEqual([
      {
        type: 'Ready',
        status: 'True',
        reason: 'Succeeded',
        message,
        observedGeneration: 1,
      },
      {
        type: 'ArtifactInStorage',
        status: 'True',
        reason: 'Succeeded',
        message,
        observedGeneration: 1,
      },
    ]);
    const path = `gitrepository/apps/fresh/${first}.tar.gz`;
    const bytes = readFileSync(join(env.storage, path));
    expect(object.status).toMatchObject({
      observedGeneration: 1,
      artifact: {
        path,
        url: `http://${env.server.address}/${path}`,
        revision: `main@sha1:${first}`,
        digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
        size: bytes.length,
      },
    });
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(existsSync(join(env.storage, `${path}.lock`))).toBe(true);
    expect(await env.waitEvent('fresh', 'NewArtifact')).toEqual({
      type: 'Normal',
      reason: 'NewArtifact',
      message: "stored artifact for commit 'first'",
      annotations: {
        'source.toolkit.fluxcd.io/revision': `main@sha1:${first}`,
        'source.toolkit.fluxcd.io/digest': object.status?.artifact?.digest,
      },
    });
  });

  it('SC-12 follows the branch and removes the old archive', async () => {
    env.repositories.create('moving');
    env.repositories.commit('moving', { 'a.yaml': 'a: 1\n' });
    await env.create('moving', { url: env.urlOf('moving') });
    await env.waitReady('moving');
    const second = env.repositories.commit('moving', { 'a.yaml': 'a: 2\n' });
    const object = await env.reconcile('moving');
    expect(object.status?.artifact?.revision).toBe(`main@sha1:${second}`);
    await env.reconcile('moving');
    expect(readdirSync(env.directoryOf('moving')).sort()).toEqual([
      `${second}.tar.gz`,
      `${second}.tar.gz.lock`,
    ]);
    expect(
      await env.waitEvent('moving', 'GarbageCollectionSucceeded'),
    ).toMatchObject({ message: 'garbage collected 1 artifacts' });
  });

  it('SC-21 SC-25 writes nothing but the request when the remote has no news', async () => {
    await env.create('quiet', { url: env.urlOf('app') });
    const before = await env.waitReady('quiet');
    const asked = env.git.requests.length;
    const after = await env.reconcile('quiet');
    expect(after.status?.artifact).toEqual(before.status?.artifact);
    expect(after.status?.conditions).toEqual(before.status?.conditions);
    expect(env.git.requests.slice(asked)).toEqual([
      'GET /app.git/info/refs?service=git-upload-pack',
    ]);
    expect(await env.waitEvent('quiet', 'GitOperationSucceeded')).toMatchObject(
      {
        type: 'Normal',
        message: `no changes since last reconciliation: observed revision 'main@sha1:${first}'`,
      },
    );
  });

  it('SC-15 SC-18 SC-32 tells what is missing, keeps trying, and recovers', async () => {
    env.repositories.create('late');
    env.repositories.commit('late', { 'a.yaml': 'a: 1\n' });
    await env.create('late', {
      url: env.urlOf('late'),
      ref: { branch: 'soon' },
    });
    const failed = await env.waitReady('late', 'False');
    const message = `failed to checkout and determine revision: unable to clone '${env.urlOf(
      'late',
    )}': couldn't find remote ref "refs/heads/soon"`;
    expect(conditionsOf(failed)).toEqual([
      RETRYING,
      {
        type: 'Ready',
        status: 'False',
        reason: 'GitOperationFailed',
        message,
        observedGeneration: 1,
      },
      {
        type: 'FetchFailed',
        status: 'True',
        reason: 'GitOperationFailed',
        message,
        observedGeneration: 1,
      },
    ]);
    expect(failed.status?.observedGeneration).toBe(-1);
    expect(await env.waitEvent('late', 'GitOperationFailed')).toMatchObject({
      type: 'Warning',
      message,
    });
    env.repositories.git('late', 'push', '-q', 'origin', 'HEAD:soon');
    const ready = await env.waitReady('late');
    expect(ready.status?.conditions?.map(({ type }) => type)).toEqual([
      'Ready',
      'ArtifactInStorage',
    ]);
    expect(ready.status?.observedGeneration).toBe(1);
  });

  it('SC-20 SC-32 keeps the artifact while the server is away and says so', async () => {
    await env.create('offline', { url: env.urlOf('app') });
    const before = await env.waitReady('offline');
    await env.patch('offline', {
      spec: { url: 'http://127.0.0.1:1/app.git' },
    });
    const failed = await env.waitReady('offline', 'False');
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(failed.status?.observedGeneration).toBe(1);
    expect(readyOf(failed)?.message).toMatch(
      /^failed to checkout and determine revision: unable to list remote for 'http:\/\/127.0.0.1:1\/app.git': .*connection refused/,
    );
    await env.patch('offline', { spec: { url: env.urlOf('app') } });
    await env.waitReady('offline');
    expect(await env.waitEvent('offline', 'Succeeded')).toMatchObject({
      message: `stored artifact for commit 'main@sha1:${first}'`,
    });
  });

  it('SC-24 ends at spec.timeout on a slow server', async () => {
    env.git.setDelayMs(30_000);
    await env.create('slow', { url: env.urlOf('app'), timeout: '300ms' });
    const failed = await env.waitReady('slow', 'False');
    env.git.setDelayMs(0);
    expect(readyOf(failed)?.message).toContain('context deadline exceeded');
    await env.waitReady('slow');
  });

  it('SC-13 rebuilds an archive whose bytes were damaged', async () => {
    await env.create('damaged', { url: env.urlOf('app') });
    const before = await env.waitReady('damaged');
    const artifact = before.status?.artifact;
    writeFileSync(join(env.storage, artifact?.path ?? ''), 'garbage');
    const after = await env.reconcile('damaged');
    expect(after.status?.artifact?.digest).toBe(artifact?.digest);
    expect(
      await env.waitEvent('damaged', 'ArtifactVerificationFailed'),
    ).toMatchObject({
      type: 'Warning',
      message: `failed to verify integrity of artifact: computed digest doesn't match '${artifact?.digest}'`,
    });
    const events = await env.events('damaged');
    expect(
      events.filter(({ reason }) => reason === 'NewArtifact'),
    ).toHaveLength(1);
  });

  it('SC-26 DB-16 signs in with a Secret and never shows it', async () => {
    await env.create('private', {
      url: env.urlOf('app'),
      secretRef: { name: 'login' },
    });
    const missing = await env.waitReady('private', 'False');
    expect(readyOf(missing)).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to get secret 'apps/login': failed to get secret 'apps/login': secrets "login" not found`,
    });
    await env.createSecret('login', {
      username: 'ann',
      password: 'canary-41f',
    });
    await env.waitReady('private');
    await env.patch('private', { spec: { ref: { branch: 'gone' } } });
    await env.waitReady('private', 'False');
    const all = JSON.stringify([
      await env.read('private'),
      await env.events('private'),
    ]);
    expect(all).not.toContain('canary-41f');
  });

  it.each([
    [
      'provider',
      { provider: 'github' as const },
      'InvalidProviderConfiguration',
      'secretRef with github app data must be specified when provider is set to github',
    ],
    [
      'verify',
      { verify: { mode: 'HEAD' as const, secretRef: { name: 'keys' } } },
      'VerificationError',
      'signature verification is not supported yet; nothing is fetched',
    ],
  ])(
    'SC-18 stalls on a %s it can not honour',
    async (name, spec, reason, message) => {
      await env.create(name, { url: env.urlOf('app'), ...spec });
      const object = await env.waitReady(name, 'False');
      expect(conditionsOf(object).slice(0, 2)).toEqual([
        {
          type: 'Stalled',
          status: 'True',
          reason,
          message,
          observedGeneration: 1,
        },
        {
          type: 'Ready',
          status: 'False',
          reason,
          message,
          observedGeneration: 1,
        },
      ]);
      expect(object.status?.observedGeneration).toBe(1);
      expect(object.status?.artifact).toBeUndefined();
    },
  );

  it('CM-5 does nothing while suspended, but notes the request', async () => {
    env.repositories.create('paused');
    const head = env.repositories.commit('paused', { 'a.yaml': 'a: 1\n' });
    await env.create('paused', { url: env.urlOf('paused') });
    await env.waitReady('paused');
    await env.patch('paused', { spec: { suspend: true } });
    env.repositories.commit('paused', { 'a.yaml': 'a: 2\n' });
    const paused = await env.reconcile('paused');
    expect(paused.status?.artifact?.revision).toBe(`main@sha1:${head}`);
    expect(paused.status?.observedGeneration).toBe(2);
    await env.patch('paused', { spec: { suspend: false } });
    await env.waitFor(
      'paused',
      ({ status }) => status?.artifact?.revision !== `main@sha1:${head}`,
    );
  });

  it('SC-14 takes up its work after a restart, with another address', async () => {
    await env.create('restarted', { url: env.urlOf('app') });
    const before = await env.waitReady('restarted');
    await env.stopTheController();
    await env.patch('restarted', { spec: { ref: { tag: 'v1.0.0' } } });
    env.startController();
    const after = await env.waitFor(
      'restarted',
      ({ status }) => status?.observedGeneration === 2,
    );
    expect(after.status?.artifact?.revision).toBe(`v1.0.0@sha1:${first}`);
    expect(after.status?.artifact?.digest).toBe(
      before.status?.artifact?.digest,
    );
  });

  it('SC-12 removes its files when it is deleted', async () => {
    await env.create('doomed', { url: env.urlOf('app') });
    await env.waitReady('doomed');
    expect(existsSync(env.directoryOf('doomed'))).toBe(true);
    await env.delete('doomed');
    await expect(env.waitFor('doomed', () => false, 2_000)).rejects.toThrow(
      /not found/,
    );
    expect(existsSync(env.directoryOf('doomed'))).toBe(false);
  });
});
