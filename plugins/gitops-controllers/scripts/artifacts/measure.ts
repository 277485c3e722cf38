// Puts, verifies and reads one artifact, each timed. Bundled by measure.mjs.
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { openStore } from './rounds';
import type { RoundSettings } from './rounds';

const CHUNK_BYTES = 1024 * 1024;

function* chunks(count: number): Generator<Buffer> {
  const bytes = randomBytes(CHUNK_BYTES);
  for (let index = 0; index < count; index++) {
    bytes.writeUInt32LE(index);
    yield Buffer.from(bytes);
  }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  const ms = Math.round(performance.now() - started);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${what}: ${ms} ms, peak RSS ${megabytes} MB\n`);
  return result;
}

/** @param mebibytes - size of the artifact */
export async function measure(
  settings: RoundSettings,
  mebibytes: number,
): Promise<void> {
  const { store, close } = await openStore(settings);
  await timed('before', async () => undefined);
  const owner = { kind: 'Bucket', namespace: 'apps', name: 'large' };
  const artifact = await timed('put', () =>
    store.put({
      ...{ owner, fileName: 'large.tar.gz', revision: 'sha256:1' },
      content: {
        stream: Readable.from(chunks(mebibytes), { objectMode: false }),
      },
    }),
  );
  await timed('verify', () => store.verify(artifact));
  await timed('open', async () => {
    const hash = createHash('sha256');
    const { stream } = await store.open(artifact.path);
    for await (const chunk of stream) hash.update(chunk as Buffer);
    if (`sha256:${hash.digest('hex')}` !== artifact.digest)
      throw new Error('other bytes');
  });
  const other = await openStore(settings);
  await timed('verify by another process', () => other.store.verify(artifact));
  await store.removeAll(owner);
  other.close();
  close();
}
