/**
 * Records testdata/: random documents, encrypted and decrypted again by the
 * real sops. Needs sops, age-keygen and gpg on the PATH.
 *
 *   node packages/sops/scripts/record.mjs [--seed N]
 *
 * Each folder of testdata/ holds `plain` (what went in), `encrypted` and
 * `decrypted` (what `sops decrypt` prints), with the format as extension.
 * The keys were made for these files alone and open nothing else.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '@backstage-gitops/random';
import { MAKERS, randomRule, TYPES } from './randomDocuments.mjs';
import { realSops } from './realSops.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../testdata');
const { values: options } = parseArgs({
  options: { seed: { type: 'string', default: '1' } },
});
const random = new Random(Number(options.seed));
const real = realSops();
const { age, hybrid, pgp } = real.keys;

function recordKeys() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'keys'), { recursive: true });
  const save = (name, text) => writeFileSync(join(folder, 'keys', name), text);
  ['one', 'two', 'three'].forEach((name, index) =>
    save(`${name}.agekey`, age[index].identity),
  );
  save('hybrid.agekey', hybrid.identity);
  save('pgp.asc', pgp.armored);
}

function keysFor(index) {
  if (index % 10 === 3) return { pgp: pgp.fingerprint };
  if (index % 10 === 5) return { age: age.map(key => key.recipient).join(',') };
  if (index % 10 === 7) return { age: hybrid.recipient };
  return { age: age[0].recipient };
}

/** @returns whether sops opens what it encrypted; it does not always */
function record(name, extension, plain, rule) {
  const type = TYPES[extension];
  const encrypted = real.encrypt(plain, type, rule);
  const decrypted = encrypted && real.decrypt(encrypted, type);
  if (!decrypted?.isOpened) return false;
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  const parts = { plain, encrypted, decrypted: decrypted.data };
  for (const [part, bytes] of Object.entries(parts)) {
    writeFileSync(join(target, `${part}.${extension}`), bytes);
  }
  return true;
}

function recordRandom(extension, count) {
  for (let index = 0; index < count; ) {
    const rule = { ...keysFor(index), ...randomRule(random, extension) };
    const plain = MAKERS[extension](random);
    if (record(`${TYPES[extension]}-${index}`, extension, plain, rule)) index++;
  }
}

recordKeys();
const COUNTS = { yaml: 60, json: 25, env: 20, ini: 30, txt: 10 };
for (const [extension, count] of Object.entries(COUNTS)) {
  recordRandom(extension, count);
}

const shared = {
  shamir_threshold: 2,
  key_groups: age.map(key => ({ age: [key.recipient] })),
};
record('shamir-yaml', 'yaml', 'password: hunter2\n', shared);
record('shamir-env', 'env', 'PASSWORD=hunter2\n', shared);
record('shamir-ini', 'ini', '[db]\npassword = hunter2\n', shared);
record('shamir-json', 'json', '{"password":"hunter2"}\n', shared);
record('shamir-binary', 'txt', 'hunter2\n', shared);
record('mixed-groups', 'yaml', 'password: hunter2\n', {
  shamir_threshold: 2,
  key_groups: [
    { pgp: [pgp.fingerprint] },
    { age: [hybrid.recipient] },
    { age: [age[1].recipient, age[2].recipient] },
  ],
});
record(
  'single',
  'yaml',
  'kind: Secret\ndata:\n    user: payments\n    password: hunter2\n',
  { age: age[0].recipient, encrypted_regex: '^data$' },
);
