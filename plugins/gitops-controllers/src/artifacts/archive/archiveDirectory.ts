import {
  IGNORE_FILE,
  readPatterns,
  sourceRules,
} from '@backstage-gitops/sourceignore';
import type { IgnoreRules, Pattern } from '@backstage-gitops/sourceignore';
import {
  decodeName,
  encodeHeader,
  tarEnd,
  tarPadding,
} from '@backstage-gitops/tar';
import { once } from 'events';
import {
  closeSync,
  createWriteStream,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  lstatSync,
} from 'fs';
import type { Stats } from 'fs';
import { join } from 'path';
import { Transform } from 'stream';
import { createGzip } from 'zlib';
import { createDigest } from '../digest';
import type { DigestAlgorithm } from '../digest';
import { toFilePath } from './filePath';

/** What to archive. Plain data, for a worker. */
interface ArchiveRequest {
  readonly directory: string;
  /** File to write; must not exist. */
  readonly file: string;
  /** `spec.ignore`. */
  readonly ignore?: string;
  /** Hash of the digest. */
  readonly algorithm: DigestAlgorithm;
}

/** What was archived. */
interface ArchiveResult {
  /** `sha256:<hex>` of the compressed file. */
  readonly digest: string;
  readonly sizeBytes: number;
}

const FILE_MODE = 0o600;
const EXECUTABLE_MODE = 0o700;
const DIRECTORY_MODE = 0o750;
const CHUNK_BYTES = 1024 * 1024;
const GZIP_LEVEL = 6;
/** Place and value of the "unknown system" byte, which Go writes. */
const OS_BYTE = 9;
const OS_UNKNOWN = 0xff;

/** Names of a directory in the order of their bytes. */
function sortedNames(directory: string): string[] {
  return readdirSync(toFilePath(directory), { encoding: 'buffer' })
    .sort((a, b) => Buffer.compare(a, b))
    .map(decodeName);
}

function readText(file: string): string {
  return decodeName(readFileSync(toFilePath(file)));
}

function loadPatterns(root: string, path: readonly string[]): Pattern[] {
  const directory = join(root, ...path);
  const own: Pattern[] = [];
  const below: Pattern[] = [];
  for (const name of sortedNames(directory)) {
    const stat = lstatSync(toFilePath(join(directory, name)));
    if (stat.isDirectory() && name !== '.git') {
      for (const pattern of loadPatterns(root, [...path, name])) {
        below.push(pattern);
      }
    } else if (name === IGNORE_FILE && stat.isFile()) {
      own.push(...readPatterns(readText(join(directory, name)), path));
    }
  }
  return [...own, ...below];
}

interface Found {
  readonly path: readonly string[];
  readonly stat: Stats;
}

/** Directories and regular files in the order of the archive, root first. */
function* walk(
  root: string,
  rules: IgnoreRules,
  path: readonly string[] = [],
): Generator<Found> {
  const absolute = join(root, ...path);
  const stat = lstatSync(toFilePath(absolute));
  const isKept =
    (stat.isDirectory() || stat.isFile()) &&
    !rules.isIgnored(path, stat.isDirectory());
  if (isKept) {
    yield { path, stat };
  }
  if (stat.isDirectory()) {
    for (const name of sortedNames(absolute)) {
      yield* walk(root, rules, [...path, name]);
    }
  }
}

function modeOf(stat: Stats): number {
  if (stat.isDirectory()) {
    return DIRECTORY_MODE;
  }
  return stat.mode & 0o111 ? EXECUTABLE_MODE : FILE_MODE;
}

/** Content of a file in pieces, so that a large one is never held whole. */
function* readPieces(
  file: string | Buffer,
  sizeBytes: number,
): Generator<Buffer> {
  if (sizeBytes <= CHUNK_BYTES) {
    yield readFileSync(file);
    return;
  }
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(descriptor, piece, 0, CHUNK_BYTES, null);
      if (length === 0) {
        return;
      }
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

function* tarPieces(root: string, rules: IgnoreRules): Generator<Uint8Array> {
  for (const { path, stat } of walk(root, rules)) {
    const isDirectory = stat.isDirectory();
    const size = isDirectory ? 0 : stat.size;
    yield encodeHeader({
      name: path.length === 0 ? '.' : path.join('/'),
      isDirectory,
      mode: modeOf(stat),
      size,
    });
    if (size > 0) {
      yield* readPieces(toFilePath(join(root, ...path)), size);
      yield tarPadding(size);
    }
  }
  yield tarEnd();
}

/** Joins small pieces: each one that zlib gets costs a round trip to its thread. */
function* joinPieces(pieces: Iterable<Uint8Array>): Generator<Buffer> {
  let waiting: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes >= CHUNK_BYTES) {
      yield Buffer.concat(waiting, sizeBytes);
      waiting = [];
      sizeBytes = 0;
    }
  }
  yield Buffer.concat(waiting, sizeBytes);
}

/** Passes bytes on, marks the header like Go, and takes digest and size. */
class Finish extends Transform {
  readonly digest;
  sizeBytes = 0;
  private headerLeft = OS_BYTE;

  constructor(algorithm: DigestAlgorithm) {
    super();
    this.digest = createDigest(algorithm);
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, data: Buffer) => void,
  ): void {
    if (this.headerLeft >= 0 && this.headerLeft < chunk.length) {
      chunk[this.headerLeft] = OS_UNKNOWN;
    }
    this.headerLeft -= chunk.length;
    this.sizeBytes += chunk.length;
    this.digest.update(chunk);
    done(null, chunk);
  }
}

/**
 * Writes a directory as a tar.gz that depends on content alone: order, owners,
 * times and modes are normalised, links and ignored paths left out. The bytes
 * are on disk when it returns.
 * @see Flux: fluxcd/pkg artifact storage, "Archive"
 */
export async function archiveDirectory(
  request: ArchiveRequest,
): Promise<ArchiveResult> {
  const rules = sourceRules([
    ...loadPatterns(request.directory, []),
    ...readPatterns(request.ignore ?? ''),
  ]);
  const gzip = createGzip({ level: GZIP_LEVEL });
  const finish = new Finish(request.algorithm);
  const output = createWriteStream(request.file, { flags: 'wx', mode: 0o600 });
  const written = new Promise<void>((resolve, reject) => {
    output.on('close', resolve);
    const fail = (error: Error) => {
      output.destroy();
      reject(error);
    };
    gzip.on('error', fail);
    finish.on('error', fail);
    output.on('error', fail);
  });
  written.catch(() => undefined); // awaited below; an early failure must not be unhandled
  gzip.pipe(finish).pipe(output);
  for (const piece of joinPieces(tarPieces(request.directory, rules))) {
    if (output.destroyed) break; // a full disk: `written` says so
    if (!gzip.write(piece)) {
      await Promise.race([once(gzip, 'drain'), written]);
    }
  }
  gzip.end();
  await written;
  return {
    digest: finish.digest.finish(),
    sizeBytes: finish.sizeBytes,
  };
}
