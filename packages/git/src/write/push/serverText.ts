/** Characters of the server's text that an error repeats. */
const SHOWN = 2000;

/** Removes what others have written to steer a terminal or to hide something. */
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^/@\s]{1,1024}@/gi;

/**
 * Text of a server to be shown: without credentials of addresses, without
 * secrets that were sent to it, without control characters.
 * @param secrets - passwords and tokens of the connection
 */
export function showServerText(
  text: string,
  secrets: readonly string[] = [],
): string {
  const clean = text.replace(ESCAPES, '').replace(URL_CREDENTIALS, '$1');
  return secrets
    .filter(secret => secret !== '')
    .reduce((result, secret) => result.split(secret).join('***'), clean);
}

/** The start of a text, for an error. */
export function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/**
 * What a server says to people while it works: progress, output of hooks. Keeps
 * the first bytes, and of a line that is overwritten the last state.
 */
export class ServerMessages {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly secrets: readonly string[],
  ) {}

  push(chunk: Buffer): void {
    const kept = chunk.subarray(0, this.maxBytes - this.bytes);
    this.bytes += kept.length;
    if (kept.length > 0) {
      this.chunks.push(Buffer.from(kept));
    }
  }

  /** Lines without empty ones. */
  lines(): string[] {
    return Buffer.concat(this.chunks)
      .toString('utf8')
      .split('\n')
      .map(line => line.split('\r').filter(Boolean).pop() ?? '')
      .map(line => showServerText(line, this.secrets).trim())
      .filter(line => line !== '');
  }
}
