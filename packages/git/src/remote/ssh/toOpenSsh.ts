import type { KeyObject } from 'crypto';
import { sshString } from './sshStrings';

/** What a private key in OpenSSH's format starts with. */
export const OPENSSH_MAGIC = 'openssh-key-v1\0';

/**
 * A private Ed25519 key in OpenSSH's format, not encrypted.
 * @see openssh-portable, PROTOCOL.key
 */
export function toOpenSsh(key: KeyObject): string {
  const { d = '', x = '' } = key.export({ format: 'jwk' });
  const [secret, point] = [d, x].map(text => Buffer.from(text, 'base64url'));
  const type = sshString('ssh-ed25519');
  const check = Buffer.alloc(8);
  const secrets = Buffer.concat([
    ...[check, type, sshString(point)],
    ...[sshString(Buffer.concat([secret, point])), sshString('')],
  ]);
  const padding = Buffer.from(
    Array.from({ length: (8 - (secrets.length % 8)) % 8 }, (_, i) => i + 1),
  );
  const bytes = Buffer.concat([
    ...[
      Buffer.from(OPENSSH_MAGIC),
      sshString('none'),
      sshString('none'),
      sshString(''),
    ],
    ...[
      Buffer.from([0, 0, 0, 1]),
      sshString(Buffer.concat([type, sshString(point)])),
    ],
    sshString(Buffer.concat([secrets, padding])),
  ]);
  const lines = bytes.toString('base64').replace(/(.{70})/g, '$1\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
