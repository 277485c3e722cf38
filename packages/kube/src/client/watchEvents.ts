import { ApiError, ConnectionError } from '../api/errors';
import { KubeObject, WatchEvent } from '../api/types';

interface RawEvent {
  readonly type: string;
  readonly object: unknown;
}

/** One object can't be larger than this: etcd's own limit is 1.5 MiB. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

function toEvent<T extends KubeObject>(line: string): WatchEvent<T> {
  const raw = JSON.parse(line) as RawEvent;
  if (raw.type === 'ERROR') {
    const status = raw.object as {
      code?: number;
      reason?: string;
      message?: string;
    };
    throw new ApiError(
      status.code ?? 500,
      status.reason ?? '',
      status.message ?? 'the watch failed',
    );
  }
  return raw as WatchEvent<T>;
}

/**
 * Splits a watch's body into events: one JSON object a line.
 * @throws ApiError - the server sent an ERROR event, such as 410 Expired
 */
export async function* readWatchEvents<T extends KubeObject>(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<WatchEvent<T>> {
  const decoder = new TextDecoder();
  // Parts of a line that has not ended yet, joined only once it has: a large
  // object arrives in many chunks.
  let parts: string[] = [];
  let partsLength = 0;
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    let start = 0;
    for (;;) {
      const end = text.indexOf('\n', start);
      if (end < 0) break;
      const line = parts.join('') + text.slice(start, end);
      parts = [];
      partsLength = 0;
      start = end + 1;
      if (line.trim() !== '') yield toEvent<T>(line);
    }
    if (start < text.length) {
      parts.push(text.slice(start));
      partsLength += text.length - start;
      if (partsLength > MAX_LINE_BYTES) {
        throw new ConnectionError('bad-answer', 'a watch event is too large');
      }
    }
  }
}
