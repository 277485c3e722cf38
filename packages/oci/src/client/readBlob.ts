import { isOciError, OciError } from '../errors';
import type { Descriptor } from '../manifest/manifest';
import { hashOf, parseDigest } from '../reference/digest';
import type { OciRepository } from '../reference/reference';
import type { RegistryConnection } from './RegistryConnection';
import { pause } from './retries';
import { toOciError } from './toOciError';

/** What {@link readBlob} reads. */
interface BlobRequest {
  readonly repository: OciRepository;
  readonly descriptor: Pick<Descriptor, 'digest' | 'size' | 'data'>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Breaks in a row, without a byte in between, that are taken up again. */
const MAX_BREAKS = 3;
/** Breaks of one blob in all. */
const MAX_BREAKS_IN_ALL = 100;
const PAUSE_MS = 200;

function mismatch(digest: string, got: string): OciError {
  return new OciError(
    'digest-mismatch',
    `error verifying ${
      digest.split(':')[0]
    } checksum; got "${got}", want "${digest}"`,
  );
}

function wrongSize(got: number, want: number): OciError {
  return new OciError(
    'digest-mismatch',
    `error verifying size; got ${got}, want ${want}`,
  );
}

/** Bytes of a blob from a place on, as one answer has them. */
async function* readFrom(
  connection: RegistryConnection,
  { repository, descriptor, signal }: BlobRequest,
  start: number,
): AsyncGenerator<Uint8Array> {
  const { digest, size } = descriptor;
  const answer = await connection.send({
    access: { repository, actions: ['pull'] },
    ...{ method: 'GET', target: `blobs/${digest}`, signal },
    ...(start > 0 ? { headers: { range: `bytes=${start}-` } } : {}),
    accept: start > 0 ? [200, 206] : [200],
  });
  const range = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '');
  const first = answer.status === 206 ? Number(range?.[1] ?? start) : 0;
  const length = answer.headers['content-length'];
  const announced = length === undefined ? undefined : first + Number(length);
  if (first > start || (announced !== undefined && announced !== size)) {
    await answer.discard();
    throw new OciError(
      'digest-mismatch',
      `GET ${digest}: Content-Length header ${
        announced ?? first
      } does not match expected size ${size}`,
    );
  }
  let skip = start - first;
  try {
    for await (const chunk of answer.body) {
      if (chunk.length > skip) yield chunk.subarray(skip);
      skip = Math.max(0, skip - chunk.length);
    }
  } catch (error) {
    throw toOciError(error, { method: 'GET', url: answer.url });
  }
}

/** Checks pieces as they come in, and holds the last one back. */
class Verifier {
  sizeBytes = 0;
  private readonly hash;

  constructor(private readonly expected: Pick<Descriptor, 'digest' | 'size'>) {
    this.hash = hashOf(expected.digest);
  }

  add(chunk: Uint8Array): void {
    this.sizeBytes += chunk.length;
    if (this.sizeBytes > this.expected.size) {
      throw wrongSize(this.sizeBytes, this.expected.size);
    }
    this.hash.update(chunk);
  }

  finish(): void {
    const { digest, size } = this.expected;
    if (this.sizeBytes !== size) throw wrongSize(this.sizeBytes, size);
    const got = `${digest.split(':')[0]}:${this.hash.digest('hex')}`;
    if (got !== digest) throw mismatch(digest, got);
  }
}

/** Pieces of a blob, over as many connections as it takes. */
async function* readPieces(
  connection: RegistryConnection,
  request: BlobRequest,
): AsyncGenerator<Uint8Array> {
  const { size } = request.descriptor;
  let read = 0;
  let inARow = 0;
  for (let breaks = 0; read < size || size === 0; breaks++) {
    const before = read;
    try {
      for await (const chunk of readFrom(connection, request, read)) {
        read += chunk.length;
        yield chunk;
      }
      if (read >= size) return;
    } catch (error) {
      if (!isOciError(error) || error.code !== 'network') throw error;
      if (inARow >= MAX_BREAKS || breaks >= MAX_BREAKS_IN_ALL) throw error;
    }
    inARow = read > before ? 0 : inARow + 1;
    if (inARow > MAX_BREAKS || breaks > MAX_BREAKS_IN_ALL) {
      throw wrongSize(read, size);
    }
    await pause(PAUSE_MS, request.signal);
  }
}

async function* inline(data: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(data, 'base64');
}

/**
 * Bytes of a blob. The last piece comes only when size and digest are right.
 * @throws OciError - `limit`: announced larger than allowed; `digest-mismatch`
 */
export async function* readBlob(
  connection: RegistryConnection,
  request: BlobRequest,
): AsyncGenerator<Uint8Array> {
  const { descriptor, maxBytes } = request;
  const { digest, size, data } = descriptor;
  const verifier = new Verifier({ digest: parseDigest(digest), size });
  if (size > maxBytes) {
    throw new OciError(
      'limit',
      `the blob ${digest} has ${size} bytes; ${maxBytes} are allowed`,
    );
  }
  const pieces = data ? inline(data) : readPieces(connection, request);
  let last: Uint8Array | undefined;
  for await (const chunk of pieces) {
    verifier.add(chunk);
    if (last) yield last;
    last = chunk;
  }
  verifier.finish();
  if (last) yield last;
}
