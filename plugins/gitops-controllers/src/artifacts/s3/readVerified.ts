import { Readable } from 'stream';
import { algorithmOf, createDigest, digestMismatch } from '../digest';

/** What {@link readVerified} reads. */
interface Source {
  readonly body: Readable;
  /** `sha256:<hex>` of the bytes; undefined: nobody knows it. */
  readonly digest?: string;
  /** Failures of the network in other words. */
  readonly toError: (error: unknown) => Error;
}

async function* chunksOf({ body, toError }: Source): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (error) {
    throw toError(error);
  }
}

async function* verified(source: Source, digest: string) {
  const builder = createDigest(algorithmOf(digest));
  let last: Buffer | undefined;
  for await (const chunk of chunksOf(source)) {
    builder.update(chunk);
    if (last) yield last;
    last = chunk;
  }
  if (builder.finish() !== digest) throw digestMismatch(digest);
  if (last) yield last;
}

/**
 * Bytes of a body whose last piece comes only once the digest is the expected
 * one: a reader that has counted all bytes has the right ones.
 */
export function readVerified(source: Source, signal?: AbortSignal): Readable {
  const { body, digest } = source;
  const chunks =
    digest === undefined ? chunksOf(source) : verified(source, digest);
  const stream = Readable.from(chunks, { objectMode: false, signal });
  // A stream that nobody has begun to read does not run the generator.
  stream.once('close', () => body.destroy());
  body.on('error', () => undefined); // the generator has it
  return stream;
}
