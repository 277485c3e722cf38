import { createHash, createPrivateKey } from 'crypto';
import type { ParsedKey } from 'ssh2';
import { GitError } from '../../errors';
import type { EncryptedKey } from '../options';
import { headerOf, isEncryptedKey } from './isEncryptedKey';
import { loadSsh2 } from './loadSsh2';
import { readSshStrings } from './sshStrings';
import { toOpenSsh } from './toOpenSsh';

const PKCS8 = /-----BEGIN PRIVATE KEY-----/;
const ENCRYPTED_PKCS8 = /-----BEGIN ENCRYPTED PRIVATE KEY-----/;
/**
 * Rounds of the key derivation; each takes about 10 ms. `ssh-keygen` writes 16,
 * or what `-a` says.
 */
const MAX_ROUNDS = 128;
/** Keys that are kept open, as an agent would, so that none is derived twice. */
const MAX_KEPT = 100;
const kept = new Map<string, ParsedKey>();

/** @throws GitError - `authentication`: opening it would take too long */
function requireFewRounds(pem: string): void {
  const [, , options = Buffer.alloc(0)] = headerOf(pem);
  const [salt] = readSshStrings(options, 1);
  const at = salt === undefined ? 0 : salt.length + 4;
  const rounds = options.length >= at + 4 ? options.readUInt32BE(at) : 0;
  if (rounds > MAX_ROUNDS) {
    throw new GitError(
      'authentication',
      `the private key 'identity' has ${rounds} rounds of key derivation, more than ${MAX_ROUNDS}; write it with ssh-keygen -p -a 16`,
    );
  }
}

/** PKCS #8, which ssh2 does not read, in a form that it does. */
function fromPkcs8(pem: string): string {
  const key = createPrivateKey(pem);
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }) as string;
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }) as string;
    case 'ed25519':
      return toOpenSsh(key);
    default:
      throw new Error(`a key of type ${key.asymmetricKeyType}`);
  }
}

function openKey(pem: string, passphrase: string | undefined): ParsedKey {
  requireFewRounds(pem);
  try {
    const text = PKCS8.test(pem) ? fromPkcs8(pem) : pem;
    const found = loadSsh2().utils.parseKey(text, passphrase);
    const key = Array.isArray(found) ? found[0] : found;
    if (key instanceof Error) throw key;
    if (!key.isPrivateKey()) throw new Error('a public key');
    return key;
  } catch (error) {
    throw new GitError('authentication', whyNot(pem, passphrase), {
      cause: error,
    });
  }
}

/** What the parsers say may quote the key. */
function whyNot(pem: string, passphrase: string | undefined): string {
  if (ENCRYPTED_PKCS8.test(pem)) {
    return "ssh: the private key 'identity' can't be read: an encrypted key of PKCS #8 is not supported; write it with ssh-keygen -p";
  }
  if (!isEncryptedKey(pem)) {
    return "ssh: the private key 'identity' can't be read: it must be an Ed25519, ECDSA or RSA key in the format of OpenSSH or PEM";
  }
  return passphrase === undefined
    ? "ssh: this private key is passphrase protected: set 'password'"
    : "x509: decryption password incorrect: 'password' does not open the private key 'identity'";
}

function nameOf(pem: string, passphrase: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([pem, passphrase ?? null]))
    .digest('base64');
}

function keep(name: string, key: ParsedKey): ParsedKey {
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT) kept.delete(oldest);
  kept.set(name, key);
  return key;
}

/**
 * Takes the passphrase off a private key, which takes as long as its key
 * derivation.
 * @returns the key in PEM
 * @throws GitError - as {@link parsePrivateKey}
 */
export async function decryptPrivateKey({
  identity,
  passphrase,
}: EncryptedKey): Promise<string> {
  return openKey(identity.trim(), passphrase).getPrivatePEM();
}

/**
 * Opens a private key as {@link parsePrivateKey} does.
 * @param decrypt - {@link decryptPrivateKey} in another thread
 */
export async function openPrivateKey(
  pem: string,
  passphrase: string | undefined,
  decrypt: ((key: EncryptedKey) => Promise<string>) | undefined,
): Promise<ParsedKey> {
  const name = nameOf(pem, passphrase);
  if (!decrypt || !passphrase || kept.has(name) || !isEncryptedKey(pem)) {
    return parsePrivateKey(pem, passphrase);
  }
  const decrypted = await decrypt({ identity: pem, passphrase });
  return keep(name, openKey(decrypted, undefined));
}

/**
 * Opens a private key: Ed25519, ECDSA or RSA, in the format of OpenSSH, PKCS #1,
 * SEC 1 or PKCS #8; the last not encrypted, as Flux can't open it either and
 * its derivation may take any time.
 * @param passphrase - ignored where the key needs none
 * @throws GitError - `authentication`; the message holds nothing of the key
 */
export function parsePrivateKey(
  pem: string,
  passphrase: string | undefined,
): ParsedKey {
  const name = nameOf(pem, passphrase);
  return (
    kept.get(name) ?? keep(name, openKey(pem.trim(), passphrase || undefined))
  );
}
