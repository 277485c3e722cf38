/**
 * The real sops, age-keygen and gpg (all on the PATH) with keys made for one
 * run, in a temporary folder that goes with the process.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const recipientOf = identity => /public key: (\S+)/.exec(identity)[1];

/** Three X25519 keys, a hybrid one, and an armored PGP key. */
function makeKeys(work, env) {
  const run = (command, args) =>
    execFileSync(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const keygen = args => {
    const identity = run('age-keygen', args).toString();
    return { identity, recipient: recipientOf(identity) };
  };
  const age = [keygen([]), keygen([]), keygen([])];
  const hybrid = keygen(['-pq']);
  writeFileSync(
    env.SOPS_AGE_KEY_FILE,
    [...age, hybrid].map(key => key.identity).join(''),
  );
  mkdirSync(env.GNUPGHOME, { mode: 0o700 });
  run('gpg', [
    '--batch',
    '--passphrase',
    '',
    '--quick-generate-key',
    'fixtures@example.com',
    'default',
    'default',
    'never',
  ]);
  const armored = run('gpg', ['--batch', '--armor', '--export-secret-keys']);
  const listed = run('gpg', ['--list-keys', '--with-colons']).toString();
  return {
    age,
    hybrid,
    pgp: {
      armored: armored.toString(),
      fingerprint: /fpr:+([0-9A-F]+):/.exec(listed)[1],
    },
  };
}

/**
 * @returns `keys`; `encrypt(plain, type, rule)`, undefined where sops refuses;
 *   `decrypt(document, type, options)` with the exit status
 */
export function realSops() {
  const work = mkdtempSync(join(tmpdir(), 'sops-real-'));
  process.on('exit', () => rmSync(work, { recursive: true, force: true }));
  const env = {
    ...process.env,
    GNUPGHOME: join(work, 'gnupg'),
    SOPS_AGE_KEY_FILE: join(work, 'age.txt'),
  };
  const keys = makeKeys(work, env);
  const file = join(work, 'document');
  const config = join(work, 'config.yaml');
  const sops = args =>
    spawnSync('sops', args, { env, maxBuffer: 1 << 28, encoding: 'buffer' });
  return {
    keys,
    encrypt(plain, type, rule) {
      writeFileSync(config, JSON.stringify({ creation_rules: [rule] }));
      writeFileSync(file, plain);
      const result = sops([
        '--config',
        config,
        'encrypt',
        '--input-type',
        type,
        '--output-type',
        type,
        file,
      ]);
      return result.status === 0 ? result.stdout : undefined;
    },
    decrypt(document, type, { outputType = type, ignoreMac = false } = {}) {
      writeFileSync(file, document);
      const { status, stdout, stderr } = sops([
        'decrypt',
        ...(ignoreMac ? ['--ignore-mac'] : []),
        '--input-type',
        type,
        '--output-type',
        outputType,
        file,
      ]);
      return { isOpened: status === 0, data: stdout, message: String(stderr) };
    },
  };
}
