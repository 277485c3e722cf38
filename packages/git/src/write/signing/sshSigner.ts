import { createHash, sign } from 'crypto';
import { GitError } from '../../errors';
import { sshString } from '../../remote/ssh/sshStrings';
import type { CommitSigner } from './CommitSigner';
import { readSshPrivateKey } from './sshPrivateKey';
import type { SshKeyOptions, SshPrivateKey } from './sshPrivateKey';

const MAGIC = Buffer.from('SSHSIG');
const VERSION = Buffer.from([0, 0, 0, 1]);
/** Keeps a signature of a commit from being taken for one of something else. */
const NAMESPACE = 'git';
const HASH = 'sha512';
const LINE_LENGTH = 70;
const CURVE_HASHES: Readonly<Record<string, string>> = {
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

/** A positive number with its length in front. */
function sshNumber(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex(byte => byte !== 0);
  const short =
    first < 0 ? Buffer.alloc(0) : Buffer.from(bytes).subarray(first);
  return sshString(
    short[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), short]) : short,
  );
}

/** Algorithm and signature as SSH writes them. */
function signBytes({ key, type }: SshPrivateKey, bytes: Buffer): Buffer {
  if (type === 'ssh-ed25519') {
    const raw = sign(null, bytes, key);
    return Buffer.concat([sshString(type), sshString(raw)]);
  }
  if (type === 'ssh-rsa') {
    const raw = sign('sha512', bytes, key);
    return Buffer.concat([sshString('rsa-sha2-512'), sshString(raw)]);
  }
  const hash = CURVE_HASHES[type];
  if (hash === undefined) {
    throw new GitError(
      'signing-key',
      `an SSH key of type ${type} can't sign, must be ed25519, ecdsa or rsa`,
    );
  }
  const raw = sign(hash, bytes, {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  const half = raw.length / 2;
  const pair = [
    sshNumber(raw.subarray(0, half)),
    sshNumber(raw.subarray(half)),
  ];
  return Buffer.concat([sshString(type), sshString(Buffer.concat(pair))]);
}

function armor(bytes: Buffer): string {
  const text = bytes.toString('base64');
  const lines = Array.from(
    { length: Math.ceil(text.length / LINE_LENGTH) },
    (_, index) => text.slice(index * LINE_LENGTH, (index + 1) * LINE_LENGTH),
  );
  return [
    '-----BEGIN SSH SIGNATURE-----',
    ...lines,
    '-----END SSH SIGNATURE-----',
    '',
  ].join('\n');
}

/**
 * Signs with an SSH key, as `git commit -S` with `gpg.format=ssh` does through
 * ssh-keygen. The key is read when it is first used.
 * @see openssh-portable PROTOCOL.sshsig
 */
export function sshSigner(options: SshKeyOptions): CommitSigner {
  let key: SshPrivateKey | undefined;
  return {
    async sign(payload) {
      key ??= readSshPrivateKey(options);
      const digest = createHash(HASH).update(payload).digest();
      const about = [
        sshString(NAMESPACE),
        sshString(''), // reserved
        sshString(HASH),
      ];
      const signed = Buffer.concat([MAGIC, ...about, sshString(digest)]);
      return armor(
        Buffer.concat([
          MAGIC,
          VERSION,
          sshString(key.publicKey),
          ...about,
          sshString(signBytes(key, signed)),
        ]),
      );
    },
  };
}
