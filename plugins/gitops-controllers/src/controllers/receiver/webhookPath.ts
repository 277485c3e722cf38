import { createHash } from 'crypto';

/** What stands before the hexadecimal digits of a path. */
const WEBHOOK_PREFIX = '/hook/';

/** Whose calls a path is for. */
interface PathInput {
  /** Key `token` of the Secret; empty for generic-oidc. */
  readonly token: Uint8Array;
  readonly name: string;
  readonly namespace: string;
}

/**
 * The path of a Receiver: SHA-256 of token, name and namespace, one after the
 * other without a separator.
 * @see NC-19, TR-18
 */
export function webhookPathOf({ token, name, namespace }: PathInput): string {
  const hash = createHash('sha256')
    .update(token)
    .update(name + namespace);
  return `${WEBHOOK_PREFIX}${hash.digest('hex')}`;
}
