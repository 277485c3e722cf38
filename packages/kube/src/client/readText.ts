import type { Dispatcher } from 'undici';

/** An answer is longer than its reader takes. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * The body of an answer as text, announced length or not.
 * @throws AnswerTooLargeError - the connection is closed
 */
export async function readText(
  { headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<string> {
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > maxBytes) {
    body.on('error', () => undefined).destroy();
    throw tooLarge(announced, maxBytes);
  }
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > maxBytes) throw tooLarge(total, maxBytes);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function tooLarge(bytes: number, maxBytes: number): AnswerTooLargeError {
  return new AnswerTooLargeError(
    `the answer has ${bytes} bytes or more, ${maxBytes} are read`,
  );
}
