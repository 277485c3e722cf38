import { createPrivateKey, createPublicKey } from 'crypto';
import type { JsonWebKey, KeyObject } from 'crypto';
import { GitError } from '../../errors';

/** A private key with the name that SSH has for its kind. */
export interface SshPrivateKey {
  readonly key: KeyObject;
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`. */
  readonly type: string;
  /** The public key as SSH writes it. */
  readonly publicKey: Buffer;
}

/** Private key of SSH, with its passphrase. */
export interface SshKeyOptions {
  /** OpenSSH or PEM (PKCS 1, PKCS 8, SEC 1). */
  readonly key: string | Uint8Array;
  readonly passphrase?: string;
}

const OPENSSH = '-----BEGIN OPENSSH PRIVATE KEY-----';
const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'nistp256',
  'P-384': 'nistp384',
  'P-521': 'nistp521',
};

function refuse(message: string, cause?: unknown): GitError {
  return new GitError('signing-key', message, { cause });
}

/** A text or bytes with its length in front (RFC 4251, section 5). */
export function sshString(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A positive number with its length in front. */
export function sshNumber(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex(byte => byte !== 0);
  const short =
    first < 0 ? Buffer.alloc(0) : Buffer.from(bytes).subarray(first);
  return sshString(
    short[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), short]) : short,
  );
}

/** The format of OpenSSH, which Node does not read. */
async function parseOpenSsh({
  key,
  passphrase,
}: SshKeyOptions): Promise<KeyObject> {
  const { utils } = await import('ssh2');
  const found = utils.parseKey(Buffer.from(key as Uint8Array), passphrase);
  const [parsed] = Array.isArray(found) ? found : [found];
  if (!(parsed instanceof Error)) {
    return createPrivateKey(parsed.getPrivatePEM());
  }
  if (/no passphrase given/i.test(parsed.message)) {
    throw refuse('the SSH key to sign with needs a passphrase');
  }
  throw refuse(
    /bad passphrase|integrity check failed/i.test(parsed.message)
      ? 'the passphrase does not open the SSH key to sign with'
      : `the SSH key to sign with can't be read: ${parsed.message}`,
    parsed,
  );
}

function parsePem({ key, passphrase }: SshKeyOptions): KeyObject {
  try {
    return createPrivateKey({
      key: Buffer.from(key as Uint8Array),
      format: 'pem',
      ...(passphrase ? { passphrase } : {}),
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'ERR_MISSING_PASSPHRASE') {
      throw refuse('the SSH key to sign with needs a passphrase');
    }
    throw refuse(
      passphrase && /decrypt|bad pass/i.test(message)
        ? 'the passphrase does not open the SSH key to sign with'
        : 'the SSH key to sign with is no private key',
      error,
    );
  }
}

function publicParts(key: KeyObject): [string, ...Buffer[]] {
  const jwk: JsonWebKey = createPublicKey(key).export({ format: 'jwk' });
  const bytes = (value: string | undefined) =>
    Buffer.from(value ?? '', 'base64url');
  switch (jwk.kty) {
    case 'OKP':
      return ['ssh-ed25519', sshString(bytes(jwk.x))];
    case 'RSA':
      return ['ssh-rsa', sshNumber(bytes(jwk.e)), sshNumber(bytes(jwk.n))];
    default: {
      const curve = CURVES[jwk.crv ?? ''];
      const point = Buffer.concat([
        Buffer.from([4]),
        bytes(jwk.x),
        bytes(jwk.y),
      ]);
      return [`ecdsa-sha2-${curve}`, sshString(curve), sshString(point)];
    }
  }
}

function isSupported(key: KeyObject): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const curves = ['prime256v1', 'secp384r1', 'secp521r1'];
  return (
    type === 'ed25519' ||
    type === 'rsa' ||
    (type === 'ec' && curves.includes(details?.namedCurve ?? ''))
  );
}

/**
 * Reads a private key: ed25519, ecdsa (nistp256, 384, 521) or rsa.
 * @throws GitError - `signing-key`
 */
export async function readSshPrivateKey(
  options: SshKeyOptions,
): Promise<SshPrivateKey> {
  const text = Buffer.from(options.key as Uint8Array).toString('latin1');
  const key = text.includes(OPENSSH)
    ? await parseOpenSsh(options)
    : parsePem(options);
  if (!isSupported(key)) {
    throw refuse(
      `an SSH key of type ${key.asymmetricKeyType} can't sign, must be ed25519, ecdsa or rsa`,
    );
  }
  const [type, ...parts] = publicParts(key);
  return { key, type, publicKey: Buffer.concat([sshString(type), ...parts]) };
}
