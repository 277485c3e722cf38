import { ArtifactError } from '../../../artifacts';
import type { ArtifactErrorCode } from '../../../artifacts';
import type { KustomizationContext, ResolvedSource } from '../types';
import { kustomization } from '../testing/objects';
import { withArchive } from './withArchive';

const source = { artifact: {} } as ResolvedSource;
const options = { requeueDependencyMs: 30_000 };
const memory = new SharedArrayBuffer(1);

function contextOf(signal = new AbortController().signal) {
  const object = kustomization('app', { retryInterval: '2m' });
  return { signal, object } as KustomizationContext;
}

function failing(error: unknown) {
  return { use: () => Promise.reject(error) };
}

it('gives the archive', async () => {
  const archives = {
    use: <T>(
      _: unknown,
      __: unknown,
      work: (image: SharedArrayBuffer) => Promise<T>,
    ) => work(memory),
  };
  const input = { archives, source, options };
  const size = withArchive(contextOf(), input, async image => image.byteLength);
  expect(await size).toBe(1);
  const fault = new Error('the build failed');
  await expect(
    withArchive(contextOf(), input, () => Promise.reject(fault)),
  ).rejects.toBe(fault);
});

it('waits for an archive that is not there yet', async () => {
  const archives = failing(new ArtifactError('not-found', 'gone'));
  await expect(
    withArchive(contextOf(), { archives, source, options }, jest.fn()),
  ).rejects.toMatchObject({
    name: 'WaitingError',
    reason: 'ArtifactFailed',
    message: 'Source is not ready, artifact not found, retrying in 30s',
    retryAfterMs: 30_000,
  });
});

it.each<[ArtifactErrorCode, string]>([
  ['limit', 'the archive is too large: the content is larger than 9 bytes'],
  ['invalid-archive', 'the archive is damaged: invalid tar header'],
  ['digest-mismatch', "computed digest doesn't match 'sha256:00'"],
  ['unavailable', 'failed to download archive'],
])('fails with the reason of %s', async (code, message) => {
  const archives = failing(new ArtifactError(code, message));
  await expect(
    withArchive(contextOf(), { archives, source, options }, jest.fn()),
  ).rejects.toMatchObject({
    name: 'TransientError',
    reason: 'ArtifactFailed',
    message,
    retryAfterMs: 120_000,
  });
});

it('passes on the reason of an aborted signal', async () => {
  const reason = new Error('stopped');
  const archives = failing(reason);
  const ctx = contextOf(AbortSignal.abort(reason));
  await expect(
    withArchive(ctx, { archives, source, options }, jest.fn()),
  ).rejects.toBe(reason);
});
