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
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../testdata');
const seedAt = process.argv.indexOf('--seed');
let state = seedAt > 0 ? Number(process.argv[seedAt + 1]) : 1;

function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = list => list[Math.floor(random() * list.length)];

const WORDS = [
  'db',
  'user',
  'password',
  'host',
  'token',
  'note',
  'key',
  'url',
  'plain_unencrypted',
  'api_secret',
  'data',
  'über',
];
const SCALARS = [
  'hunter2',
  '"quoted \\"text\\""',
  "'single'",
  '42',
  '-7',
  '3.5',
  '1e3',
  '1.0',
  '0.000001',
  '123456789012345678',
  'true',
  'false',
  'yes',
  '"yes"',
  '"12"',
  '"1e5"',
  '"2001-01-01"',
  'null',
  '~',
  '""',
  '2001-12-14t21:59:43.10-05:00',
  '2002-12-14',
  'ünïcode ✓',
  '"line\\nbreak"',
  '"trailing space "',
  '": colon"',
  '0x1F',
  '0o17',
  '012',
  '1:30',
  '"a\\tb"',
  '<html> & "x"',
  '.inf',
];
const BLOCKS = [
  '|\n  first\n  second',
  '>-\n  folded\n  text',
  '|-\n  -----BEGIN-----\n  abc\n  -----END-----',
  '|+\n  keep\n\n',
];

const indentBy = (text, by) =>
  text
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : by + line))
    .join('\n');

function yamlMapping(depth, indent, withComments) {
  const names = new Set(
    Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(WORDS)),
  );
  let out = '';
  for (const name of names) {
    if (withComments && random() < 0.3)
      out += `${indent}# ${pick(['about', 'sops:enc', 'careful:'])} ${name}\n`;
    const roll = random();
    if (depth > 0 && roll < 0.25) {
      out += `${indent}${name}:\n${yamlMapping(
        depth - 1,
        `${indent}  `,
        withComments,
      )}`;
    } else if (depth > 0 && roll < 0.4) {
      out += `${indent}${name}:\n`;
      for (let index = 0; index < 1 + random() * 3; index++) {
        if (withComments && random() < 0.2) out += `${indent}  # item\n`;
        out += `${indent}  - ${pick(SCALARS)}${
          withComments && random() < 0.2 ? ' # inline' : ''
        }\n`;
      }
    } else if (roll < 0.5) {
      out += `${indent}${name}: ${indentBy(pick(BLOCKS), indent)}\n`;
    } else if (roll < 0.55) {
      out += `${indent}${name}: ${pick(['{}', '[]', '{a: 1, b: [x, 2]}'])}\n`;
    } else {
      out += `${indent}${name}: ${pick(SCALARS)}${
        withComments && random() < 0.2 ? ' # inline' : ''
      }\n`;
    }
  }
  return out;
}

function jsonValue(depth) {
  const roll = random();
  if (depth > 0 && roll < 0.3)
    return Object.fromEntries(
      Array.from({ length: Math.floor(random() * 4) }, () => [
        pick(WORDS),
        jsonValue(depth - 1),
      ]),
    );
  if (depth > 0 && roll < 0.45)
    return Array.from({ length: Math.floor(random() * 4) }, () =>
      jsonValue(depth - 1),
    );
  return pick([
    'text',
    '',
    'a<b>&"\\',
    'tab\t',
    'é\u2028',
    '\u0001\u007f',
    0,
    -5,
    2.5,
    1e21,
    1e-7,
    9007199254740991,
    true,
    false,
    null,
  ]);
}

const dotenv = () => {
  const lines = Array.from(
    { length: 2 + Math.floor(random() * 5) },
    (_, index) =>
      random() < 0.2
        ? `# comment ${index}`
        : `${pick(WORDS).toUpperCase()}_${index}=${pick([
            'x',
            '',
            'a=b',
            'two words',
            '"quoted"',
            'line\\nbreak',
            "it's",
            '  spaced',
          ])}`,
  );
  return `${lines.join('\n')}\n`;
};

const ini = () =>
  Array.from(
    { length: 1 + Math.floor(random() * 3) },
    (_, section) =>
      `${
        random() < 0.3 ? '; about the section\n' : ''
      }[section${section}]\n${Array.from(
        { length: 1 + Math.floor(random() * 4) },
        (__, index) =>
          `${random() < 0.3 ? '; a comment\n' : ''}${pick(
            WORDS,
          )}${index} = ${pick(['x', 'two words', '12', 'a=b', 'é'])}\n`,
      ).join('')}`,
  ).join('\n');

const MAKERS = {
  yaml: () =>
    Array.from({ length: random() < 0.15 ? 2 : 1 }, () =>
      yamlMapping(3, '', random() < 0.6),
    ).join('---\n'),
  json: () =>
    `${JSON.stringify(
      { root: jsonValue(3), [pick(WORDS)]: jsonValue(2) },
      undefined,
      pick([0, 2]),
    )}\n`,
  env: dotenv,
  ini,
  txt: () =>
    pick(['plain text\n', '', 'no newline', 'ünïcode ✓\r\n\u0000bytes']) +
    random(),
};
const TYPES = {
  yaml: 'yaml',
  json: 'json',
  env: 'dotenv',
  ini: 'ini',
  txt: 'binary',
};
const RULES = [
  {},
  {},
  { encrypted_regex: '^(data|stringData|password|api_secret)$' },
  { unencrypted_regex: '^(host|url)' },
  { encrypted_suffix: '_secret' },
  { unencrypted_suffix: 'word' },
];
const COMMENT_RULES = [
  { encrypted_comment_regex: 'sops:enc' },
  { unencrypted_comment_regex: 'careful:' },
];

const work = mkdtempSync(join(tmpdir(), 'sops-record-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const env = {
  ...process.env,
  GNUPGHOME: join(work, 'gnupg'),
  SOPS_AGE_KEY_FILE: join(work, 'age.txt'),
};
const run = (command, args, options = {}) =>
  execFileSync(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'keys'), { recursive: true });
const ageKeys = ['one', 'two', 'three'].map(name => {
  const text = run('age-keygen', []).toString();
  writeFileSync(join(folder, `keys/${name}.agekey`), text);
  return { text, recipient: /public key: (\S+)/.exec(text)[1] };
});
const hybrid = run('age-keygen', ['-pq']).toString();
writeFileSync(join(folder, 'keys/hybrid.agekey'), hybrid);
writeFileSync(
  env.SOPS_AGE_KEY_FILE,
  ageKeys.map(key => key.text).join('') + hybrid,
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
writeFileSync(
  join(folder, 'keys/pgp.asc'),
  run('gpg', ['--batch', '--armor', '--export-secret-keys']),
);
const fingerprint = /fpr:+([0-9A-F]+):/.exec(
  run('gpg', ['--list-keys', '--with-colons']).toString(),
)[1];

function keysFor(index) {
  if (index % 10 === 3) return { pgp: fingerprint };
  if (index % 10 === 5)
    return { age: ageKeys.map(key => key.recipient).join(',') };
  if (index % 10 === 7) return { age: /public key: (\S+)/.exec(hybrid)[1] };
  return { age: ageKeys[0].recipient };
}

function record(name, extension, plain, rule) {
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  const type = TYPES[extension];
  const file = part => join(target, `${part}.${extension}`);
  const config = join(work, 'config.yaml');
  writeFileSync(config, JSON.stringify({ creation_rules: [rule] }));
  writeFileSync(file('plain'), plain);
  const io = ['--input-type', type, '--output-type', type];
  let encrypted;
  try {
    encrypted = run('sops', [
      '--config',
      config,
      'encrypt',
      ...io,
      file('plain'),
    ]);
  } catch (error) {
    rmSync(target, { recursive: true });
    process.stderr.write(
      `${name}: left out, sops does not encrypt it: ${
        String(error.stderr).split('\n')[0]
      }\n`,
    );
    return;
  }
  writeFileSync(file('encrypted'), encrypted);
  writeFileSync(
    file('decrypted'),
    run('sops', ['decrypt', ...io, file('encrypted')]),
  );
}

const COUNTS = { yaml: 60, json: 20, env: 15, ini: 15, txt: 6 };
for (const [extension, count] of Object.entries(COUNTS)) {
  for (let index = 0; index < count; index++) {
    const rules =
      extension === 'yaml' && random() < 0.3
        ? pick(COMMENT_RULES)
        : pick(extension === 'txt' ? [{}] : RULES);
    const mac =
      random() < 0.2 && extension !== 'txt' ? { mac_only_encrypted: true } : {};
    record(`${TYPES[extension]}-${index}`, extension, MAKERS[extension](), {
      ...keysFor(index),
      ...rules,
      ...mac,
    });
  }
}

const shared = {
  shamir_threshold: 2,
  key_groups: ageKeys.map(key => ({ age: [key.recipient] })),
};
record('shamir-yaml', 'yaml', 'password: hunter2\n', shared);
record('shamir-env', 'env', 'PASSWORD=hunter2\n', shared);
record('shamir-ini', 'ini', '[db]\npassword = hunter2\n', shared);
record(
  'single',
  'yaml',
  'kind: Secret\ndata:\n    user: payments\n    password: hunter2\n',
  { age: ageKeys[0].recipient, encrypted_regex: '^data$' },
);
