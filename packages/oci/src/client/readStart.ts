import type { HttpResponse } from '@backstage-gitops/http';

/** The first bytes of a body; the rest is not read, and a broken one ends early. */
export async function readStart(
  { body }: Pick<HttpResponse, 'body'>,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      total += chunk.length;
      if (total >= maxBytes) break;
    }
  } catch {
    // What came tells why the server refused; the rest would not tell more.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}
