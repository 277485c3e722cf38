import { ConditionSet } from '@backstage-gitops/kube';
import type { EventInput } from '@backstage-gitops/kube';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ArtifactError, DiskArtifactStore } from '../artifacts';
import { createInlinePool } from '../worker/__testUtils__/createInlinePool';
import { checkStorage, removeStorage } from './checkStorage';
import type { SourceContext, SourceObject } from './SourceObject';
import { linkArtifact, storeContent } from './storeContent';

const workers = createInlinePool();
const root = mkdtempSync(join(tmpdir(), 'gitops-check-'));
let baseUrl = 'http://old.example';
const store = new DiskArtifactStore({ root, workers, baseUrl: () => baseUrl });
let count = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A source that has stored an artifact, at the start of its next reconcile. */
async function stored() {
  count += 1;
  const metadata = {
    name: `source-${count}`,
    namespace: 'apps',
    generation: 1,
  };
  const object = { kind: 'Bucket', metadata, spec: {} } as SourceObject;
  const events: EventInput[] = [];
  const conditions = new ConditionSet([], 1, () => 0);
  conditions.set('ArtifactInStorage', 'True', 'Succeeded', 'stored');
  conditions.set('Ready', 'True', 'Succeeded', 'stored');
  const ctx = {
    ...{ object, conditions, status: {}, signal: new AbortController().signal },
    event: (event: EventInput) => void events.push(event),
    progress: async (reason: string, message: string) =>
      conditions.setReconciling(reason, message),
  } as unknown as SourceContext;
  await storeContent(ctx, store, {
    content: {
      fileName: '1.tar.gz',
      content: { bytes: new Uint8Array([1]) },
    },
    ...{ revision: 'sha256:1', failureMessage: 'no' },
  });
  await linkArtifact(ctx, store, 'latest.tar.gz');
  return { ctx, events, artifact: ctx.status.artifact! };
}

const readyOf = ({ conditions }: SourceContext) =>
  `${conditions.get('Ready')?.status} ${conditions.get('Ready')?.message}`;

describe('checkStorage', () => {
  it('changes nothing while the artifact is intact', async () => {
    const { ctx, events } = await stored();
    const before = structuredClone(ctx.status);
    await checkStorage(ctx, store);
    expect(ctx.status).toEqual(before);
    expect(readyOf(ctx)).toBe('True stored');
    expect(events).toEqual([]);
  });

  it('SC-14 rewrites addresses to the advertised host', async () => {
    const { ctx, artifact } = await stored();
    baseUrl = 'https://new.example:8443/artifacts';
    await checkStorage(ctx, store);
    const directory = `${baseUrl}/bucket/apps/${ctx.object.metadata.name}`;
    expect(ctx.status).toEqual({
      artifact: { ...artifact, url: `${directory}/1.tar.gz` },
      url: `${directory}/latest.tar.gz`,
    });
  });

  it('forgets an artifact that is lost', async () => {
    const { ctx, events, artifact } = await stored();
    await store.remove(artifact.path);
    await checkStorage(ctx, store);
    expect(ctx.status).toEqual({});
    expect(ctx.conditions.get('ArtifactInStorage')).toBeUndefined();
    expect(readyOf(ctx)).toBe(
      'Unknown building artifact: disappeared from storage',
    );
    expect(events).toEqual([]);
  });

  it('SC-13 removes an artifact that is damaged, with a Warning', async () => {
    const { ctx, events, artifact } = await stored();
    ctx.status.artifact = { ...artifact, digest: `sha256:${'0'.repeat(64)}` };
    await checkStorage(ctx, store);
    expect(ctx.status).toEqual({});
    expect(await store.stat(artifact.path)).toBeUndefined();
    expect(events).toMatchObject([
      {
        type: 'Warning',
        reason: 'ArtifactVerificationFailed',
        message: expect.stringContaining("computed digest doesn't match"),
      },
    ]);
  });

  it.each<[string, (file: string) => void, boolean]>([
    [
      'a directory',
      file => mkdirSync(join(file, 'a'), { recursive: true }),
      true,
    ],
    ['a link to elsewhere', file => symlinkSync('/etc/passwd', file), false],
    ['a link to itself', file => symlinkSync('1.tar.gz', file), false],
  ])(
    'DB-8 forgets an artifact in whose place is %s, which is stored again',
    async (_, make, isNamed) => {
      const { ctx, events, artifact } = await stored();
      const file = join(root, artifact.path);
      rmSync(file);
      make(file);
      await checkStorage(ctx, store);
      expect(ctx.status).toEqual({});
      expect(events.map(({ reason }) => reason)).toEqual(
        isNamed ? ['ArtifactVerificationFailed'] : [],
      );
      const again = {
        fileName: '1.tar.gz',
        content: { bytes: new Uint8Array([1]) },
      };
      const request = {
        content: again,
        revision: 'sha256:1',
        failureMessage: 'no',
      };
      await storeContent(ctx, store, request);
      expect(ctx.status.artifact?.digest).toBe(artifact.digest);
      await store.verify(artifact);
    },
  );

  it('forgets an artifact whose path is none', async () => {
    const { ctx, artifact } = await stored();
    ctx.status.artifact = { ...artifact, path: '../secret' };
    await checkStorage(ctx, store);
    expect(ctx.status).toEqual({});
  });

  it('DB-8 keeps the artifact of a store that fails, and says so', async () => {
    const { ctx, artifact } = await stored();
    const failing = new DiskArtifactStore({
      ...{ root, workers, baseUrl: () => baseUrl },
    });
    const text = "bucket 'a': the server does not answer in time";
    for (const error of [
      new ArtifactError('unavailable', text),
      Object.assign(new Error(text), { code: 'EMFILE' }),
    ]) {
      const refuse = () => Promise.reject(error);
      Object.assign(failing, { stat: refuse, verify: refuse });
      await expect(checkStorage(ctx, failing)).rejects.toMatchObject({
        name: 'TransientError',
        conditionType: 'StorageOperationFailed',
        reason: 'ReadOperationFailed',
        message: `unable to check artifact in storage: ${text}`,
      });
      expect(ctx.status.artifact).toEqual(artifact);
      expect(ctx.conditions.get('ArtifactInStorage')?.status).toBe('Unknown');
    }
    expect(await store.stat(artifact.path)).toBeDefined();
  });

  it('goes on when garbage can not be collected', async () => {
    const { ctx, events } = await stored();
    const failing = new DiskArtifactStore({
      ...{ root, workers, baseUrl: () => baseUrl },
    });
    const refuse = () => Promise.reject(new Error('disk is read-only'));
    Object.assign(failing, { collect: refuse, removeAll: refuse });
    await checkStorage(ctx, failing);
    expect(ctx.status.artifact).toBeDefined();
    await expect(removeStorage(ctx, failing)).rejects.toThrow('read-only');
    expect(events).toEqual([
      {
        type: 'Warning',
        reason: 'GarbageCollectionFailed',
        message: 'garbage collection of artifacts failed: disk is read-only',
      },
      {
        type: 'Warning',
        reason: 'GarbageCollectionFailed',
        message:
          'garbage collection for deleted resource failed: disk is read-only',
      },
    ]);
  });

  it('SC-12 removes everything of a deleted object once', async () => {
    const { ctx, events, artifact } = await stored();
    await removeStorage(ctx, store);
    expect(await store.stat(artifact.path)).toBeUndefined();
    await removeStorage(ctx, store);
    expect(events).toMatchObject([
      {
        reason: 'GarbageCollectionSucceeded',
        message: 'garbage collected artifacts for deleted resource',
        trace: true,
      },
    ]);
  });
});
