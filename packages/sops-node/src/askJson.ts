import { HttpClient, readBytes } from '@backstage-gitops/http';
import type { NetworkPolicy } from '@backstage-gitops/http';

const USER_AGENT = 'backstage-gitops';
const TIMEOUT_MS = 30_000;
/** A data key has a few hundred bytes. */
const MAX_BYTES = 1024 * 1024;

/** A question to a key service. */
interface Question {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: object;
  readonly network?: NetworkPolicy;
  /** Default 30,000. */
  readonly timeoutMs?: number;
}

/** What the service said. */
interface Reply<T> {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  /** Empty when it was no JSON. */
  readonly answer: Partial<T>;
}

/**
 * Sends JSON and reads JSON; follows no redirects.
 * @throws HttpError
 */
export async function askJson<T>({
  network,
  body,
  timeoutMs = TIMEOUT_MS,
  headers,
  ...message
}: Question): Promise<Reply<T>> {
  const client = new HttpClient({
    userAgent: USER_AGENT,
    ...(network ? { network } : {}),
  });
  try {
    const { status, statusText, ...answer } = await client.send({
      ...message,
      headers: { ...headers, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
      maxBytes: MAX_BYTES,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = await readBytes(answer.body);
    const ok = status >= 200 && status < 300;
    return { ok, status, statusText, answer: parse<T>(bytes) };
  } finally {
    await client.close();
  }
}

function parse<T>(bytes: Uint8Array): Partial<T> {
  try {
    return Object(JSON.parse(Buffer.from(bytes).toString('utf8'))) as T;
  } catch {
    return {};
  }
}
