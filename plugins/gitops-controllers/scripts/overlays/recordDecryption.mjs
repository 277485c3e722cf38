// Records what Flux's decryptor makes of the cases beside it.
//
//   node plugins/gitops-controllers/scripts/overlays/recordDecryption.mjs
//        --sops /path/to/sops --judge /path/to/judge
//
// The judge answers as test/oracle/flux-kustomize does, and decrypts before and
// after the build with kustomize-controller's own decryptor, whose keys are the
// request's `keys`: name in the Secret → text.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decryptionCases, Packed, Plain } from './decryptionCases.mjs';
import { Server } from './servers.mjs';

const { values } = parseArgs({
  options: { sops: { type: 'string' }, judge: { type: 'string' } },
});
const here = dirname(fileURLToPath(import.meta.url));
const testdata = join(
  here,
  '../../src/controllers/kustomization/build/testdata',
);
const key = readFileSync(join(testdata, 'encrypted/key.agekey'), 'utf8');
const [, recipient] = /public key: (\S+)/.exec(key);
const work = mkdtempSync(join(tmpdir(), 'decryption-'));

function encrypt({ text, format, args }) {
  const file = join(work, 'plain');
  writeFileSync(file, text);
  const types = ['--input-type', format, '--output-type', format];
  return execFileSync(
    values.sops,
    ['encrypt', '--age', recipient, ...types, ...args, file],
    { encoding: 'utf8' },
  );
}

function contentOf(entry) {
  if (entry instanceof Packed) {
    const data = Buffer.from(encrypt(entry)).toString('base64');
    return `apiVersion: v1\nkind: Secret\nmetadata: {name: ${entry.name}}\ndata:\n  ${entry.key}: ${data}\n`;
  }
  return entry instanceof Plain ? encrypt(entry) : entry;
}

function writeTree(files) {
  const root = join(work, 'case');
  rmSync(root, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    const isText = typeof content === 'string';
    writeFileSync(file, isText ? content : content.text.repeat(content.count));
  }
  return root;
}

const judge = new Server(values.judge, []);
const recorded = [];
for (const [name, given] of Object.entries(decryptionCases)) {
  const { path = '', spec = {}, keys = 'good' } = given;
  const files = Object.fromEntries(
    Object.entries(given.files).map(([file, entry]) => [
      file,
      contentOf(entry),
    ]),
  );
  const root = writeTree(files);
  const { yaml, error } = await judge.ask({
    root,
    path,
    spec,
    keys: keys === 'good' ? { 'identity.agekey': key } : {},
  });
  const answer = error ? { error: error.replaceAll(root, '<root>') } : { yaml };
  recorded.push({ name, files, path, spec, keys, answer });
}
judge.close();
rmSync(work, { recursive: true, force: true });
writeFileSync(
  join(testdata, 'decryption.json'),
  `${JSON.stringify(recorded, null, 2)}\n`,
);
