import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { conditionsOf, SourceWorld } from '../../__testUtils__/SourceWorld';

const world = new SourceWorld();
let first = '';

beforeAll(async () => {
  await world.start();
  world.repositories.create('app');
  first = world.repositories.commit('app', { 'a.yaml': 'a: 1\n' }, 'first');
  world.repositories.git('app', 'tag', 'v1.0.0');
  world.repositories.push('app');
}, 60_000);
afterAll(() => world.stop());

/** Names of the files in a stored archive. */
function namesIn(file: string): string[] {
  const tar = gunzipSync(readFileSync(file));
  const names: string[] = [];
  for (let at = 0; tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    names.push(tar.toString('latin1', at, at + 100).replace(/\0.*$/, ''));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return names;
}

describe('a GitRepository', () => {
  it('is Ready with an artifact once the branch is stored', async () => {
    await world.create('fresh', { url: world.urlOf('app') });
    const object = await world.waitReady('fresh');
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
    const bytes = readFileSync(join(world.storage, path));
    expect(object.status).toMatchObject({
      observedGeneration: 1,
      artifact: {
        path,
        url: `http://${world.server.address}/${path}`,
        revision: `main@sha1:${first}`,
        digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
        size: bytes.length,
      },
    });
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(existsSync(join(world.storage, `${path}.lock`))).toBe(true);
    expect(await world.waitEvent('fresh', 'NewArtifact')).toEqual({
      type: 'Normal',
      reason: 'NewArtifact',
      message: "stored artifact for commit 'first'",
      annotations: {
        'source.toolkit.fluxcd.io/revision': `main@sha1:${first}`,
        'source.toolkit.fluxcd.io/digest': object.status?.artifact?.digest,
      },
    });
  });

  it('follows the branch and removes the old archive', async () => {
    world.repositories.create('moving');
    world.repositories.commit('moving', { 'a.yaml': 'a: 1\n' });
    await world.create('moving', { url: world.urlOf('moving') });
    await world.waitReady('moving');
    const second = world.repositories.commit('moving', { 'a.yaml': 'a: 2\n' });
    const object = await world.reconcile('moving');
    expect(object.status?.artifact?.revision).toBe(`main@sha1:${second}`);
    await world.reconcile('moving');
    expect(
      readdirSync(join(world.storage, 'gitrepository/apps/moving')).sort(),
    ).toEqual([`${second}.tar.gz`, `${second}.tar.gz.lock`]);
    expect(
      await world.waitEvent('moving', 'GarbageCollectionSucceeded'),
    ).toMatchObject({ message: 'garbage collected 1 artifacts' });
  });

  it('writes nothing but the request when the remote has no news', async () => {
    await world.create('quiet', { url: world.urlOf('app') });
    const before = await world.waitReady('quiet');
    const asked = world.git.requests.length;
    const after = await world.reconcile('quiet');
    expect(after.status?.artifact).toEqual(before.status?.artifact);
    expect(after.status?.conditions).toEqual(before.status?.conditions);
    expect(
      world.git.requests.slice(asked).filter(line => line.startsWith('POST')),
    ).toHaveLength(1); // ls-refs; nothing was fetched
    expect(
      await world.waitEvent('quiet', 'GitOperationSucceeded'),
    ).toMatchObject({
      type: 'Normal',
      message: `no changes since last reconciliation: observed revision 'main@sha1:${first}'`,
    });
  });

  it('tells what is missing, keeps trying, and recovers', async () => {
    world.repositories.create('late');
    world.repositories.commit('late', { 'a.yaml': 'a: 1\n' });
    await world.create('late', {
      url: world.urlOf('late'),
      ref: { branch: 'soon' },
    });
    const failed = await world.waitReady('late', 'False');
    const message = `failed to checkout and determine revision: unable to clone '${world.urlOf(
      'late',
    )}': couldn't find remote ref "refs/heads/soon"`;
    expect(conditionsOf(failed)).toEqual([
      {
        type: 'Reconciling',
        status: 'True',
        reason: 'ProgressingWithRetry',
        message: 'building artifact',
        observedGeneration: 1,
      },
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
    expect(await world.waitEvent('late', 'GitOperationFailed')).toMatchObject({
      type: 'Warning',
      message,
    });
    world.repositories.git('late', 'push', '-q', 'origin', 'HEAD:soon');
    const ready = await world.waitReady('late');
    expect(ready.status?.conditions?.map(({ type }) => type)).toEqual([
      'Ready',
      'ArtifactInStorage',
    ]);
    expect(ready.status?.observedGeneration).toBe(1);
  });

  it('keeps the artifact while the server is away and says so', async () => {
    await world.create('offline', { url: world.urlOf('app') });
    const before = await world.waitReady('offline');
    await world.patch('offline', {
      spec: { url: 'http://127.0.0.1:1/app.git' },
    });
    const failed = await world.waitReady('offline', 'False');
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(failed.status?.observedGeneration).toBe(1);
    expect(
      failed.status?.conditions?.find(({ type }) => type === 'Ready')?.message,
    ).toMatch(
      /^failed to checkout and determine revision: unable to list remote for 'http:\/\/127.0.0.1:1\/app.git': .*connection refused/,
    );
    await world.patch('offline', { spec: { url: world.urlOf('app') } });
    await world.waitReady('offline');
    expect(await world.waitEvent('offline', 'Succeeded')).toMatchObject({
      message: `stored artifact for commit 'main@sha1:${first}'`,
    });
  });

  it('ends at spec.timeout on a slow server', async () => {
    world.git.setDelayMs(30_000);
    await world.create('slow', { url: world.urlOf('app'), timeout: '300ms' });
    const failed = await world.waitReady('slow', 'False');
    world.git.setDelayMs(0);
    expect(
      failed.status?.conditions?.find(({ type }) => type === 'Ready')?.message,
    ).toContain('context deadline exceeded');
    await world.waitReady('slow');
  });

  it('rebuilds an archive whose bytes were damaged', async () => {
    await world.create('damaged', { url: world.urlOf('app') });
    const before = await world.waitReady('damaged');
    const artifact = before.status?.artifact;
    writeFileSync(join(world.storage, artifact?.path ?? ''), 'garbage');
    const after = await world.reconcile('damaged');
    expect(after.status?.artifact?.digest).toBe(artifact?.digest);
    expect(
      await world.waitEvent('damaged', 'ArtifactVerificationFailed'),
    ).toMatchObject({
      type: 'Warning',
      message: `failed to verify integrity of artifact: computed digest doesn't match '${artifact?.digest}'`,
    });
    const events = await world.events('damaged');
    expect(
      events.filter(({ reason }) => reason === 'NewArtifact'),
    ).toHaveLength(1);
  });

  it('archives again when spec.ignore changes', async () => {
    world.repositories.create('ignoring');
    const head = world.repositories.commit('ignoring', {
      'keep.yaml': 'a: 1\n',
      'docs/readme.md': 'x\n',
      'pic.png': 'x',
    });
    await world.create('ignoring', { url: world.urlOf('ignoring') });
    await world.waitReady('ignoring');
    const file = join(
      world.storage,
      `gitrepository/apps/ignoring/${head}.tar.gz`,
    );
    expect(namesIn(file)).toEqual(['.', 'docs', 'docs/readme.md', 'keep.yaml']);
    await world.patch('ignoring', { spec: { ignore: 'docs/\n' } });
    await world.waitFor(
      'ignoring',
      ({ status }) => status?.observedIgnore === 'docs/\n',
    );
    expect(namesIn(file)).toEqual(['.', 'keep.yaml', 'pic.png']);
  });

  it('adds included repositories and follows them at once', async () => {
    world.repositories.create('library');
    world.repositories.commit('library', { 'lib/base.yaml': 'b: 1\n' });
    await world.create('including', {
      url: world.urlOf('app'),
      include: [
        { repository: { name: 'library' }, fromPath: 'lib', toPath: 'in/x' },
      ],
    });
    const waiting = await world.waitReady('including', 'False');
    expect(
      waiting.status?.conditions?.find(({ type }) => type === 'Ready'),
    ).toMatchObject({
      reason: 'NotFound',
      message: `could not get resource for include 'library': GitRepository.source.toolkit.fluxcd.io "library" not found`,
    });
    await world.create('library', { url: world.urlOf('library') });
    const ready = await world.waitReady('including');
    const stored = () =>
      namesIn(join(world.storage, ready.status?.artifact?.path ?? ''));
    expect(stored()).toEqual(['.', 'a.yaml', 'in', 'in/x', 'in/x/base.yaml']);
    world.repositories.commit('library', { 'lib/more.yaml': 'b: 2\n' });
    const library = await world.reconcile('library');
    await world.waitFor(
      'including',
      ({ status }) =>
        status?.includedArtifacts?.[0].digest ===
        library.status?.artifact?.digest,
    );
    expect(stored()).toContain('in/x/more.yaml');
  });

  it('fills submodules at their commits when asked to', async () => {
    world.repositories.create('sub');
    const pinned = world.repositories.commit('sub', { 'sub.yaml': 's: 1\n' });
    world.repositories.commit('sub', { 'later.yaml': 's: 2\n' });
    world.repositories.create('super');
    world.repositories.commit('super', {
      '.gitmodules':
        '[submodule "sub"]\n\tpath = vendor/sub\n\turl = ../sub.git\n',
      'a.yaml': 'a: 1\n',
    });
    world.repositories.git(
      'super',
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${pinned},vendor/sub`,
    );
    world.repositories.git('super', 'commit', '-q', '-m', 'pin');
    world.repositories.push('super');
    await world.create('super', { url: world.urlOf('super') });
    const plain = await world.waitReady('super');
    const stored = (object: typeof plain) =>
      namesIn(join(world.storage, object.status?.artifact?.path ?? ''));
    expect(stored(plain)).toEqual(['.', 'a.yaml', 'vendor', 'vendor/sub']);
    await world.patch('super', { spec: { recurseSubmodules: true } });
    const filled = await world.waitFor('super', ({ status }) =>
      Boolean(status?.observedRecurseSubmodules),
    );
    expect(stored(filled)).toContain('vendor/sub/sub.yaml');
    expect(stored(filled)).not.toContain('vendor/sub/later.yaml');
  });

  it('signs in with a Secret and never shows it', async () => {
    await world.create('private', {
      url: world.urlOf('app'),
      secretRef: { name: 'login' },
    });
    const missing = await world.waitReady('private', 'False');
    expect(
      missing.status?.conditions?.find(({ type }) => type === 'Ready'),
    ).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to get secret 'apps/login': failed to get secret 'apps/login': secrets "login" not found`,
    });
    await world.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: world.namespace },
      stringData: { username: 'ann', password: 'canary-41f' },
    } as never);
    await world.waitReady('private');
    await world.patch('private', { spec: { ref: { branch: 'gone' } } });
    await world.waitReady('private', 'False');
    const all = JSON.stringify([
      await world.read('private'),
      await world.events('private'),
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
    'stalls on a %s it can not honour',
    async (name, spec, reason, message) => {
      await world.create(name, { url: world.urlOf('app'), ...spec });
      const object = await world.waitReady(name, 'False');
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

  it('does nothing while suspended, but notes the request', async () => {
    world.repositories.create('paused');
    const head = world.repositories.commit('paused', { 'a.yaml': 'a: 1\n' });
    await world.create('paused', { url: world.urlOf('paused') });
    await world.waitReady('paused');
    await world.patch('paused', { spec: { suspend: true } });
    world.repositories.commit('paused', { 'a.yaml': 'a: 2\n' });
    const paused = await world.reconcile('paused');
    expect(paused.status?.artifact?.revision).toBe(`main@sha1:${head}`);
    expect(paused.status?.observedGeneration).toBe(2);
    await world.patch('paused', { spec: { suspend: false } });
    await world.waitFor(
      'paused',
      ({ status }) => status?.artifact?.revision !== `main@sha1:${head}`,
    );
  });

  it('takes up its work after a restart, with another address', async () => {
    await world.create('restarted', { url: world.urlOf('app') });
    const before = await world.waitReady('restarted');
    await world.stopTheController();
    await world.patch('restarted', { spec: { ref: { tag: 'v1.0.0' } } });
    world.startController();
    const after = await world.waitFor(
      'restarted',
      ({ status }) => status?.observedGeneration === 2,
    );
    expect(after.status?.artifact?.revision).toBe(`v1.0.0@sha1:${first}`);
    expect(after.status?.artifact?.digest).toBe(
      before.status?.artifact?.digest,
    );
  });

  it('removes its files when it is deleted', async () => {
    await world.create('doomed', { url: world.urlOf('app') });
    await world.waitReady('doomed');
    const directory = join(world.storage, 'gitrepository/apps/doomed');
    expect(existsSync(directory)).toBe(true);
    await world.delete('doomed');
    await expect(world.waitFor('doomed', () => false, 2_000)).rejects.toThrow(
      /not found/,
    );
    expect(existsSync(directory)).toBe(false);
  });
});
