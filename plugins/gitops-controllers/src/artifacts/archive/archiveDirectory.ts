import {
  IGNORE_FILE,
  readPatterns,
  sourceRules,
} from '@backstage-gitops/sourceignore';
import type { IgnoreRules, Pattern } from '@backstage-gitops/sourceignore';
import { decodeName } from '@backstage-gitops/tar';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  lstatSync,
} from 'fs';
import type { Stats } from 'fs';
import { join } from 'path';
import { createDigest } from '../digest';
import type { DigestAlgorithm } from '../digest';
import { ArchiveFile } from './ArchiveFile';
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

/** Larger files are read in pieces. */
const CHUNK_BYTES = 1024 * 1024;

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

async function addEntry(
  archive: ArchiveFile,
  root: string,
  { path, stat }: Found,
): Promise<void> {
  const isDirectory = stat.isDirectory();
  const sizeBytes = isDirectory ? 0 : stat.size;
  await archive.start({
    path,
    kind: isDirectory ? 'directory' : 'file',
    isExecutable: (stat.mode & 0o111) !== 0,
    sizeBytes,
  });
  if (sizeBytes > 0) {
    const file = toFilePath(join(root, ...path));
    for (const piece of readPieces(file, sizeBytes)) await archive.write(piece);
    await archive.end(sizeBytes);
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
  const digest = createDigest(request.algorithm);
  const archive = new ArchiveFile(request.file, bytes => digest.update(bytes));
  try {
    for (const found of walk(request.directory, rules)) {
      await addEntry(archive, request.directory, found);
    }
  } catch (error) {
    archive.destroy(error as Error);
    throw error;
  }
  const sizeBytes = await archive.finish();
  return { digest: digest.finish(), sizeBytes };
}
