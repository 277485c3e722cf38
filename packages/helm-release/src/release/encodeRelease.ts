import { constants, gunzip, gzip, type ZlibOptions } from 'zlib';
import { setImmediate } from 'timers/promises';
import { promisify } from 'util';
import { ReleaseStorageError } from '../storage/ReleaseStorageError';
import { parseJson } from './json/readJson';
import { readRelease } from './readRelease';
import type { Release } from './release';
import { writeRelease } from './writeRelease';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Characters that are written before other work gets its turn: milliseconds. */
const TURN = 64 * 1024;
/** Bytes of texts for which compression needs less than its largest window. */
const SMALL = 16 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const LINE_BREAKS = /[\r\n]/g;
const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);

/** Bounds of {@link decodeRelease}. */
export interface DecodeLimits {
  /** Bytes of the JSON; default 64 MiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/**
 * A release as Helm stores it: base64 of gzip of Go's JSON. In a Secret that
 * is `data.release` before Kubernetes' own base64. Labels are not in it.
 * @throws ReleaseStorageError - `unencodable`
 * @see helm.sh/helm/v4 pkg/storage/driver/util.go
 */
export async function encodeRelease(release: Release): Promise<string> {
  const chunks: Buffer[] = [];
  let part = '';
  for (const text of writeRelease(release)) {
    part += text;
    if (part.length >= TURN) {
      chunks.push(Buffer.from(part));
      part = '';
      await setImmediate();
    }
  }
  chunks.push(Buffer.from(part));
  const zipped = await compress(Buffer.concat(chunks), windowOf(chunks));
  return zipped.toString('base64');
}

/**
 * Settings of Helm's compression. A window that holds the whole text finds as
 * much as a larger one; memory for that is made on the event loop.
 */
function windowOf(chunks: readonly Buffer[]): ZlibOptions {
  const level = constants.Z_BEST_COMPRESSION;
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  return size <= SMALL ? { level, windowBits: 14, memLevel: 7 } : { level };
}

/** The JSON of a release in one text, as Go's encoding/json writes it. */
export function releaseJson(release: Release): string {
  return [...writeRelease(release)].join('');
}

/**
 * Reads what {@link encodeRelease} or Helm wrote.
 * @throws ReleaseStorageError - `corrupt`, `too-large`
 */
export async function decodeRelease(
  text: string,
  limits: DecodeLimits = {},
): Promise<Release> {
  const bytes = decodeBase64(text);
  const isZipped = bytes.length > 3 && bytes.subarray(0, 3).equals(GZIP);
  const json = isZipped
    ? await unzip(bytes, limits.maxBytes ?? DEFAULT_MAX_BYTES)
    : bytes;
  return readRelease(parseJson(json.toString('utf8')));
}

function decodeBase64(text: string): Buffer {
  const digits = text.replace(LINE_BREAKS, '');
  if (digits.length % 4 !== 0 || !BASE64.test(digits)) {
    const at = digits.search(/[^A-Za-z0-9+/]/);
    throw new ReleaseStorageError(
      'corrupt',
      `illegal base64 data at input byte ${at < 0 ? digits.length : at}`,
    );
  }
  return Buffer.from(digits, 'base64');
}

async function unzip(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge =
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge
      ? new ReleaseStorageError(
          'too-large',
          `the stored release unpacks to more than ${maxBytes} bytes`,
          { cause: error },
        )
      : new ReleaseStorageError(
          'corrupt',
          `gzip: ${(error as Error).message}`,
          { cause: error },
        );
  }
}
