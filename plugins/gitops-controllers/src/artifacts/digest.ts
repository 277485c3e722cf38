import { createHash } from 'crypto';
import type { Hash } from 'crypto';
import { createReadStream } from 'fs';
import { Transform } from 'stream';
import type { TransformCallback } from 'stream';
import { ArtifactError } from './errors';

/** Hash functions of artifact digests. */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512';

const ALGORITHMS: readonly string[] = ['sha256', 'sha384', 'sha512'];

/**
 * Algorithm of a digest `<algorithm>:<hex>`.
 * @throws ArtifactError - `digest-mismatch`: an algorithm that nothing can match
 */
export function algorithmOf(digest: string): DigestAlgorithm {
  const [algorithm] = digest.split(':');
  if (!ALGORITHMS.includes(algorithm)) throw digestMismatch(digest);
  return algorithm as DigestAlgorithm;
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
  readonly #hash: Hash;
  #digest?: string;

  constructor(private readonly algorithm: DigestAlgorithm) {
    super();
    this.#hash = createHash(algorithm);
  }

  /** `<algorithm>:<hex>` of all bytes; to be read after the end. */
  get digest(): string {
    this.#digest ??= `${this.algorithm}:${this.#hash.digest('hex')}`;
    return this.#digest;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ): void {
    this.sizeBytes += chunk.length;
    this.#hash.update(chunk);
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
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer);
  }
  return `${algorithm}:${hash.digest('hex')}`;
}
