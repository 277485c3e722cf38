import { Inflate } from 'pako';
import { HelmError } from '../errors';

const GZIP_WINDOW_BITS = 31;
const GZIP_HEADER_BYTES = 10;

/** True when the bytes begin as a gzip stream with deflate. */
function isGzip(data: Uint8Array): boolean {
  return data[0] === 0x1f && data[1] === 0x8b && data[2] === 0x08;
}

/**
 * Unpacks a gzip stream.
 * @param maxBytes - largest result; a stream that would grow beyond it is refused before it is unpacked
 * @throws HelmError - code CHART: not gzip, or damaged; code LIMIT: too large
 */
export function gunzip(data: Uint8Array, maxBytes: number): Uint8Array {
  if (!isGzip(data)) {
    throw new HelmError('CHART', headerProblem(data));
  }
  const inflate = new Inflate({ windowBits: GZIP_WINDOW_BITS });
  const chunks: Uint8Array[] = [];
  let size = 0;
  inflate.onData = chunk => {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > maxBytes) {
      throw new HelmError(
        'LIMIT',
        `decompressed chart is larger than the maximum size ${maxBytes}`,
      );
    }
    chunks.push(bytes);
  };
  inflate.push(data, true);
  if (inflate.err !== 0) {
    throw new HelmError(
      'CHART',
      inflate.msg === 'incorrect data check'
        ? 'gzip: invalid checksum'
        : 'unexpected EOF',
    );
  }
  return concatenate(chunks, size);
}

function headerProblem({ length }: Uint8Array): string {
  if (length === 0) {
    return 'EOF';
  }
  return length < GZIP_HEADER_BYTES ? 'unexpected EOF' : 'gzip: invalid header';
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
