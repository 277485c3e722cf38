import { mockCredentials } from '@backstage/backend-test-utils';
import { BASE } from './startPortal';

/** A reader of an event stream of the portal. */
export async function readStream(origin: string, path: string) {
  const abort = new AbortController();
  const response = await fetch(`${origin}${BASE}${path}`, {
    signal: abort.signal,
    headers: { Authorization: mockCredentials.user.header() },
  });
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    response,
    /** Reads on until everything since the last call matches. */
    readUntil: async (pattern: RegExp): Promise<string> => {
      while (!pattern.test(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended: ${text}`);
        text += decoder.decode(value, { stream: true });
      }
      const read = text;
      text = '';
      return read;
    },
    close: () => abort.abort(),
  };
}
