import { constants, createWriteStream } from 'fs';
import { copyFile, rename, rm, stat } from 'fs/promises';
import { Readable } from 'stream';
import { pipeline } from 'stream/promises';
import type { WorkerPool } from '../worker/WorkerPool';
import type { PutContent } from './ArtifactStore';
import { DigestStream } from './digest';
import type { DigestAlgorithm } from './digest';

/** How {@link writeContent} writes. */
interface WriteOptions {
  /** File to write; must not exist. */
  readonly file: string;
  readonly algorithm: DigestAlgorithm;
  readonly workers: WorkerPool;
  /** Of the object that it is written for. */
  readonly namespace: string;
  readonly signal?: AbortSignal;
}

/** What was written. */
interface WrittenContent {
  /** `sha256:<hex>` of the file. */
  readonly digest: string;
  readonly sizeBytes: number;
}

const CHUNK_BYTES = 256 * 1024;

/** Bytes in pieces, so that hashing them gives the event loop its turns. */
function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}

/** Moves a file, from another file system too. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    await rm(from);
  }
}

/**
 * Writes content to a local file. A file that was begun stays after a failure,
 * for the owner of its directory to remove. Nothing waits for the disk: bytes
 * that a power cut takes are missed by their digest, and made anew.
 */
export async function writeContent(
  content: PutContent,
  { file, algorithm, workers, namespace, signal }: WriteOptions,
): Promise<WrittenContent> {
  if ('directory' in content) {
    const { directory, ignore } = content;
    return workers.run(
      'archive',
      {
        directory,
        file,
        algorithm,
        ...(ignore === undefined ? {} : { ignore }),
      },
      { namespace, signal },
    );
  }
  if ('file' in content) {
    await moveFile(content.file, file);
    const { size: sizeBytes } = await stat(file);
    const request = { file, algorithm };
    const digest = await workers.run('digest', request, { namespace, signal });
    return { digest, sizeBytes };
  }
  const source =
    'stream' in content
      ? content.stream
      : Readable.from(chunksOf(content.bytes), { objectMode: false });
  const digest = new DigestStream(algorithm);
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await pipeline(source, digest, output, { signal });
  return { digest: digest.digest, sizeBytes: digest.sizeBytes };
}
