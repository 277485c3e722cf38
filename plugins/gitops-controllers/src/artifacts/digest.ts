import { createHash } from 'crypto';
import { createReadStream } from 'fs';
import { Transform } from 'stream';
import type { TransformCallback } from 'stream';
import { blake3 } from '@noble/hashes/blake3.js';
import { ArtifactError } from './errors';

/**
 * Hash functions of artifact digests.
 * @see Flux: source-controller, flag --artifact-digest-algo
 */
export const DIGEST_ALGORITHMS = [
  'sha256',
  'sha384',
  'sha512',
  'blake3',
] as const;

/** One of {@link DIGEST_ALGORITHMS}. */
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

/** A digest in the making. */
interface DigestBuilder {
  update(bytes: Uint8Array): void;
  /** `<algorithm>:<hex>` of all bytes; the last call. */
  finish(): string;
}

/** Begins a digest. Blake3, which Node.js lacks, is of 32 bytes. */
export function createDigest(algorithm: DigestAlgorithm): DigestBuilder {
  if (algorithm === 'blake3') {
    const hash = blake3.create();
    return {
      update: bytes => void hash.update(bytes),
      finish: () => `blake3:${Buffer.from(hash.digest()).toString('hex')}`,
    };
  }
  const hash = createHash(algorithm);
  return {
    update: bytes => void hash.update(bytes),
    finish: () => `${algorithm}:${hash.digest('hex')}`,
  };
}

/**
 * Algorithm of a digest `<algorithm>:<hex>`.
 * @throws ArtifactError - `digest-mismatch`: an algorithm that nothing can match
 */
export function algorithmOf(digest: string): DigestAlgorithm {
  const [algorithm] = digest.split(':');
  const known = DIGEST_ALGORITHMS.find(name => name === algorithm);
  if (known === undefined) throw digestMismatch(digest);
  return known;
}

/** The error of bytes that are not those of a digest. */
export function digestMismatch(digest: string): ArtifactError {
  return new ArtifactError(
    'digest-mismatch',
    `computed digest doesn't match '${digest}'`,
  );
}

/** Passes bytes on, and computes digest and size of those that came through. */
export class DigestStream extends Transform {
  sizeBytes = 0;
  readonly #builder: DigestBuilder;
  #digest?: string;

  constructor(algorithm: DigestAlgorithm) {
    super();
    this.#builder = createDigest(algorithm);
  }

  /** `<algorithm>:<hex>` of all bytes; to be read after the end. */
  get digest(): string {
    this.#digest ??= this.#builder.finish();
    return this.#digest;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ): void {
    this.sizeBytes += chunk.length;
    this.#builder.update(chunk);
    done(null, chunk);
  }
}

/** A file to check. Plain data, for a worker. */
interface DigestRequest {
  readonly file: string;
  readonly algorithm: DigestAlgorithm;
}

/** `<algorithm>:<hex>` of a file's bytes. */
export async function digestFile({
  file,
  algorithm,
}: DigestRequest): Promise<string> {
  const builder = createDigest(algorithm);
  for await (const chunk of createReadStream(file)) {
    builder.update(chunk as Buffer);
  }
  return builder.finish();
}
