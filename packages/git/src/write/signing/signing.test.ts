import { execFileSync } from 'child_process';
import { generateKeyPairSync } from 'crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { generateKey } from 'openpgp';
import { ANN, PushFixture, signal } from '../__testUtils__/PushFixture';
import { updateBranch } from '../updateBranch';
import type { CommitSigner } from './CommitSigner';
import { pgpSigner } from './pgpSigner';
import { sshSigner } from './sshSigner';

const PASSPHRASE = 'correct horse';
const fixture = new PushFixture();
/** Short, for the sockets of gpg-agent. */
const home = mkdtempSync(join(tmpdir(), 'gpg-'));

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    env: { PATH: process.env.PATH ?? '', HOME: home, GNUPGHOME: home },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What Git says of a signed commit; throws when it does not take it. */
function verify(commit: string, ...config: string[]): string {
  const args = config.flatMap(setting => ['-c', setting]);
  return run(
    'git',
    '-c',
    'safe.directory=*',
    '-C',
    fixture.path('app'),
    ...args,
    'log',
    '-1',
    '--format=%G? %GS',
    commit,
  ).trim();
}

async function commitWith(signer: CommitSigner): Promise<string> {
  const { commit } = await updateBranch(
    { remote: { url: fixture.url('app') }, branch: 'main', signal: signal() },
    async () => ({
      author: ANN,
      message: 'signed\n\nbody',
      signer,
      allowEmpty: true,
    }),
  );
  return commit ?? '';
}

beforeAll(async () => {
  await fixture.start();
  fixture.repositories.create('app');
});
afterAll(async () => {
  run('gpgconf', '--kill', 'gpg-agent');
  rmSync(home, { recursive: true, force: true });
  await fixture.stop();
});

describe('pgpSigner', () => {
  let exported = '';
  let plain = '';

  beforeAll(async () => {
    const id = 'Robot <robot@example.com>';
    const pass = ['--batch', '--pinentry-mode', 'loopback', '--passphrase'];
    run('gpg', ...pass, PASSPHRASE, '--quick-gen-key', id, 'rsa2048', 'sign');
    exported = run('gpg', ...pass, PASSPHRASE, '-a', '--export-secret-keys');
    const made = await generateKey({
      userIDs: [{ name: 'Plain', email: 'plain@example.com' }],
    });
    plain = made.privateKey;
    const publicKey = join(home, 'plain.asc');
    writeFileSync(publicKey, made.publicKey);
    run('gpg', '--batch', '--import', publicKey);
  });

  it('signs with a key that gpg exported with its passphrase', async () => {
    const signer = pgpSigner({ key: exported, passphrase: PASSPHRASE });
    const commit = await commitWith(signer);
    expect(verify(commit)).toBe('G Robot <robot@example.com>');
    fixture.check('app');
  });

  it('signs with a key without passphrase, armored or not', async () => {
    expect(verify(await commitWith(pgpSigner({ key: plain })))).toBe(
      'U Plain <plain@example.com>',
    );
    const binary = Buffer.from(
      plain.split('\n\n')[1].split('\n=')[0],
      'base64',
    );
    expect(verify(await commitWith(pgpSigner({ key: binary })))).toBe(
      'U Plain <plain@example.com>',
    );
  });

  it.each<[string, () => Parameters<typeof pgpSigner>[0], string]>([
    [
      'a key without its passphrase',
      () => ({ key: exported }),
      'the PGP key to sign with needs a passphrase',
    ],
    [
      'a wrong passphrase',
      () => ({ key: exported, passphrase: 'wrong' }),
      'the passphrase does not open the PGP key to sign with',
    ],
    [
      'a text that is no key',
      () => ({ key: '-----BEGIN PGP nonsense' }),
      'the PGP key to sign with is no private key',
    ],
    [
      'nothing',
      () => ({ key: '' }),
      'the PGP key to sign with is no private key',
    ],
    [
      'two keys',
      () => ({ key: `${plain}\n${plain}` }),
      "2 PGP keys are given to sign with, must be one: the others can't be told from it",
    ],
  ])('refuses %s', async (_, options, message) => {
    await expect(commitWith(pgpSigner(options()))).rejects.toMatchObject({
      code: 'signing-key',
      message,
    });
  });

  it('refuses a key that has expired', async () => {
    const { privateKey } = await generateKey({
      userIDs: [{ email: 'old@example.com' }],
      date: new Date('2001-01-01'),
      keyExpirationTime: 60,
    });
    await expect(
      commitWith(pgpSigner({ key: privateKey })),
    ).rejects.toMatchObject({
      code: 'signing-key',
      message: expect.stringMatching(/^the PGP key can't sign: .*expired/i),
    });
  });
});

describe('sshSigner', () => {
  const keyFile = (name: string) => join(home, name);

  function generate(name: string, ...args: string[]): Buffer {
    run('ssh-keygen', '-q', '-a', '1', '-f', keyFile(name), ...args);
    return readFileSync(keyFile(name));
  }

  /** File that allows a key, by the public half that ssh-keygen derives. */
  function allow(name: string, passphrase = ''): string {
    const args = ['-y', '-P', passphrase, '-f', keyFile(name)];
    const file = keyFile('allowed');
    const publicKey = run('ssh-keygen', ...args);
    writeFileSync(file, `robot@example.com namespaces="git" ${publicKey}`);
    return file;
  }

  /** Throws when ssh-keygen does not take the signature. */
  async function verifyFile(signer: CommitSigner, allowed: string) {
    const payload = Buffer.from('tree x\n\nmessage\n');
    writeFileSync(keyFile('signature'), await signer.sign(payload));
    const files = ['-f', allowed, '-s', keyFile('signature')];
    execFileSync(
      'ssh-keygen',
      ['-Y', 'verify', '-n', 'git', '-I', 'robot@example.com', ...files],
      { input: payload, stdio: ['pipe', 'pipe', 'pipe'] },
    );
  }

  it('signs commits that Git takes for good', async () => {
    const key = generate('commits', '-t', 'ed25519', '-N', '');
    const commit = await commitWith(sshSigner({ key }));
    const file = allow('commits');
    expect(verify(commit, `gpg.ssh.allowedSignersFile=${file}`)).toBe(
      'G robot@example.com',
    );
    fixture.check('app');
  });

  it.each([
    ['ed25519', ['-t', 'ed25519']],
    ['ecdsa', ['-t', 'ecdsa', '-b', '256']],
    ['ecdsa384', ['-t', 'ecdsa', '-b', '384']],
    ['ecdsa521', ['-t', 'ecdsa', '-b', '521']],
    ['rsa', ['-t', 'rsa', '-b', '2048']],
    ['rsa-pem', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
    ['ecdsa-pem', ['-t', 'ecdsa', '-m', 'PEM']],
  ])('signs with a key of ssh-keygen: %s', async (name, args) => {
    const key = generate(name, ...args, '-N', PASSPHRASE);
    const signer = sshSigner({ key, passphrase: PASSPHRASE });
    await verifyFile(signer, allow(name, PASSPHRASE));
    for (const [passphrase, message] of [
      [undefined, expect.stringMatching(/passphrase protected/)],
      ['wrong', expect.stringMatching(/password incorrect/)],
    ]) {
      const locked = sshSigner({ key, passphrase });
      await expect(locked.sign(key)).rejects.toMatchObject({
        code: 'signing-key',
        message,
      });
    }
  });

  it('signs with a key of ssh-keygen in PKCS 8', async () => {
    const key = generate('pkcs8', '-t', 'ecdsa', '-m', 'PKCS8', '-N', '');
    const verified = verifyFile(sshSigner({ key }), allow('pkcs8'));
    await expect(verified).resolves.toBeUndefined();
  });

  it('signs with a key of Node in PKCS 8', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const signature = await sshSigner({ key }).sign(Buffer.from('x'));
    expect(signature).toMatch(
      /^-----BEGIN SSH SIGNATURE-----\n([^\n]{1,70}\n)+-----END SSH SIGNATURE-----\n$/,
    );
  });

  const UNREADABLE = /^can't sign with the SSH key: .* can't be read/;

  it.each<[string, () => string]>([
    ['a text that is no key', () => 'x'],
    [
      'a broken key',
      () =>
        '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    ],
    [
      'a public key',
      () => {
        generate('public', '-t', 'ed25519', '-N', '');
        return readFileSync(keyFile('public.pub'), 'utf8');
      },
    ],
    [
      'a curve that SSH does not know',
      () =>
        String(
          generateKeyPairSync('ec', {
            namedCurve: 'secp256k1',
          }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
        ),
    ],
  ])('refuses %s', async (_, key) => {
    await expect(commitWith(sshSigner({ key: key() }))).rejects.toMatchObject({
      code: 'signing-key',
      message: expect.stringMatching(UNREADABLE),
    });
  });
});
