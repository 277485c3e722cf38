import { createParser, type EventSourceMessage } from 'eventsource-parser';

/**
 * Reads an event stream chunk by chunk. It returns when the stream ends and
 * throws what the stream throws.
 * @see WHATWG HTML, "Server-sent events"
 */
export async function readServerSentEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: EventSourceMessage) => void,
): Promise<void> {
  const parser = createParser({ onEvent });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}
