import { readArchive, unpackedPath } from '../archive/readArchive';
import type { ArchiveLimits } from '../archive/readArchive';
import { ArtifactError } from '../errors';
import { MAX_IMAGE_BYTES } from './ArchiveImage';
import { ImageIndex } from './ImageIndex';

/** Where the files of an archive stand in its image. */
export const ARCHIVE_ROOT = '/artifact';

const ROOT_PARTS = [ARCHIVE_ROOT.slice(1)];

/** An archive to measure. Plain data, for a worker. */
interface MeasureRequest {
  /** A tar.gz. */
  readonly file: string;
  readonly limits: ArchiveLimits;
}

/** An archive that was measured, to make its image of. */
interface ImageRequest extends MeasureRequest {
  /** Result of {@link measureImage}. */
  readonly sizeBytes: number;
}

/** Receives the contents of the files that an image has, at their offsets. */
type Writer = (data: Uint8Array, offset: number) => void;

async function indexArchive(
  { file, limits }: MeasureRequest,
  write?: Writer,
): Promise<ImageIndex> {
  const index = new ImageIndex();
  index.addDirectory(ROOT_PARTS);
  let offset: number | undefined;
  await readArchive(file, limits, part => {
    if (part.kind === 'entry') offset = addEntry(index, part.entry);
    else if (offset !== undefined) {
      write?.(part.data, offset);
      offset += part.data.length;
    }
  });
  return index;
}

/** @returns offset of a file's content */
function addEntry(
  index: ImageIndex,
  entry: Parameters<typeof unpackedPath>[0],
): number | undefined {
  const parts = unpackedPath(entry);
  if (!parts) return undefined;
  const path = [...ROOT_PARTS, ...parts];
  if (entry.type === 'file') return index.addFile(path, entry.sizeBytes);
  index.addDirectory(path);
  return undefined;
}

/**
 * Size of the image of an archive, so that memory can be reserved before it is
 * used.
 * @throws ArtifactError - `invalid-archive`; `limit`
 */
export async function measureImage(request: MeasureRequest): Promise<number> {
  const { sizeBytes } = await indexArchive(request);
  if (sizeBytes > MAX_IMAGE_BYTES) {
    throw new ArtifactError('limit', 'the archive unpacks to more than 4 GiB');
  }
  return sizeBytes;
}

/**
 * Unpacks an archive into memory that threads share; see `ArchiveImage`.
 * @throws ArtifactError - `invalid-archive`; `limit`
 */
export async function makeImage(
  request: ImageRequest,
): Promise<SharedArrayBuffer> {
  const memory = new SharedArrayBuffer(request.sizeBytes);
  const image = Buffer.from(memory);
  const index = await indexArchive(request, (data, offset) =>
    image.set(data, offset),
  );
  index.writeTo(image);
  return memory;
}
