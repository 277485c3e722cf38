/**
 * Passes a body on, and ends it with an error once it is longer than allowed.
 * @param toError - made when more than `maxBytes` have come
 */
export async function* limitBytes(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  toError: () => Error,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxBytes) {
      throw toError();
    }
    yield chunk;
  }
}

/** All bytes of a body. */
export async function readBytes(
  body: AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
