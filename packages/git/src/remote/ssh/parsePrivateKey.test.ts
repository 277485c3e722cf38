import { generateKeyPairSync } from 'crypto';
import type { KeyObject } from 'crypto';
import {
  decryptPrivateKey,
  openPrivateKey,
  parsePrivateKey,
} from './parsePrivateKey';
import { createSshKey } from './__testUtils__/createSshKey';

const passphrase = 'pa:ss wörd';
const pairs = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
} as const;

function pem(
  key: KeyObject,
  type: 'pkcs1' | 'sec1' | 'pkcs8',
  secret?: string,
): string {
  return key.export({
    type,
    format: 'pem',
    ...(secret === undefined
      ? {}
      : { cipher: 'aes-256-cbc', passphrase: secret }),
  } as never) as unknown as string;
}

/** A key in formats of PEM, without and with a passphrase. */
function pemCases(
  name: string,
  key: KeyObject,
  formats: readonly ('pkcs1' | 'sec1' | 'pkcs8')[],
): [string, { text: string; secret?: string }][] {
  return formats.flatMap(format => [
    [name, { text: pem(key, format) }],
    ...(format === 'pkcs8'
      ? []
      : [
          [
            name,
            { text: pem(key, format, passphrase), secret: passphrase },
          ] as [string, { text: string; secret: string }],
        ]),
  ]);
}

describe('SC-26 identity', () => {
  it.each<[string, { text: string; secret?: string }]>([
    ['ssh-ed25519', { text: createSshKey().privateKey }],
    [
      'ssh-ed25519',
      { text: createSshKey({ passphrase }).privateKey, secret: passphrase },
    ],
    ['ssh-rsa', { text: createSshKey({ type: 'rsa' }).privateKey }],
    [
      'ecdsa-sha2-nistp521',
      { text: createSshKey({ type: 'ecdsa', bits: 521 }).privateKey },
    ],
    ...pemCases('ssh-rsa', pairs.rsa.privateKey, ['pkcs1', 'pkcs8']),
    ...pemCases('ecdsa-sha2-nistp256', pairs.ec.privateKey, ['sec1', 'pkcs8']),
    ...pemCases('ssh-ed25519', pairs.ed25519.privateKey, ['pkcs8']),
  ])('opens a key of type %s in each of its formats', (type, given) => {
    const text = `\n${given.text.replace(/\n/g, '\r\n')}\n`;
    const key = parsePrivateKey(text, given.secret);
    expect(key.type).toBe(type);
    const data = Buffer.from('signed');
    expect(key.verify(data, key.sign(data))).toBe(true);
  });

  it('signs with PKCS #8 as the same key does elsewhere', () => {
    const { publicKey, privateKey } = pairs.ed25519;
    const key = parsePrivateKey(pem(privateKey, 'pkcs8'), undefined);
    const { x = '' } = publicKey.export({ format: 'jwk' });
    expect(key.getPublicSSH().subarray(-32)).toEqual(
      Buffer.from(x, 'base64url'),
    );
  });

  it('ignores a passphrase that is not needed', () => {
    const { privateKey } = createSshKey();
    expect(parsePrivateKey(privateKey, 'needless').isPrivateKey()).toBe(true);
  });

  it.each<[string, string, string | undefined, RegExp]>([
    [
      'without its passphrase',
      createSshKey({ passphrase }).privateKey,
      undefined,
      /^ssh: this private key is passphrase protected: set 'password'$/,
    ],
    [
      'with another passphrase',
      createSshKey({ passphrase }).privateKey,
      'canary',
      /^x509: decryption password incorrect: /,
    ],
    [
      'in PEM with another passphrase',
      pem(pairs.rsa.privateKey, 'pkcs1', passphrase),
      'canary',
      /^x509: decryption password incorrect: /,
    ],
    [
      'in encrypted PKCS #8',
      pem(pairs.rsa.privateKey, 'pkcs8', passphrase),
      passphrase,
      /can't be read: an encrypted key of PKCS #8 is not supported/,
    ],
    [
      'that is none',
      'canary',
      undefined,
      /^ssh: the private key 'identity' can't be read: /,
    ],
    ['that is public', createSshKey().publicKey, undefined, /can't be read/],
    [
      'that is cut short',
      createSshKey().privateKey.slice(0, 200),
      undefined,
      /can't be read/,
    ],
    [
      'of Ed448',
      pem(generateKeyPairSync('ed448').privateKey, 'pkcs8'),
      undefined,
      /can't be read/,
    ],
  ])('refuses a key %s', (_, text, secret, message) => {
    expect(() => parsePrivateKey(text, secret)).toThrow(
      expect.objectContaining({
        code: 'authentication',
        message: expect.stringMatching(message),
      }),
    );
    expect(() => parsePrivateKey(text, secret)).not.toThrow(/canary/);
  });

  it('refuses a key that would take minutes to open, at once', () => {
    const { privateKey } = createSshKey({ passphrase });
    const lines = privateKey.split('\n').slice(1, -2).join('');
    const bytes = Buffer.from(lines, 'base64');
    // Length and salt, then the rounds.
    const at = bytes.indexOf('bcrypt') + 'bcrypt'.length + 4 + 4 + 16;
    expect(bytes.readUInt32BE(at)).toBe(2);
    bytes.writeUInt32BE(0xffffffff, at);
    const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString(
      'base64',
    )}\n-----END OPENSSH PRIVATE KEY-----\n`;
    expect(() => parsePrivateKey(text, passphrase)).toThrow(
      /has 4294967295 rounds of key derivation/,
    );
  });
});

describe('a key that is decrypted elsewhere', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'] as const)(
    'is the same %s key, and is decrypted once',
    async type => {
      const { privateKey, publicKey } = createSshKey({ type, passphrase });
      const decrypt = jest.fn(decryptPrivateKey);
      for (let time = 0; time < 2; time++) {
        const key = await openPrivateKey(privateKey, passphrase, decrypt);
        expect(key.isPrivateKey()).toBe(true);
        expect(key.getPublicSSH().toString('base64')).toBe(
          publicKey.split(' ')[1],
        );
      }
      expect(decrypt).toHaveBeenCalledTimes(1);
    },
  );

  it('is opened here when it needs no passphrase', async () => {
    const decrypt = jest.fn(decryptPrivateKey);
    const { privateKey } = createSshKey();
    await openPrivateKey(privateKey, passphrase, decrypt);
    await openPrivateKey(privateKey, undefined, decrypt);
    expect(decrypt).not.toHaveBeenCalled();
  });

  it('says that the passphrase is wrong', async () => {
    const { privateKey } = createSshKey({ passphrase });
    await expect(
      openPrivateKey(privateKey, 'wrong', decryptPrivateKey),
    ).rejects.toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('password'),
    });
  });
});
