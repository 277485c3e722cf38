/** The repositories of a run, made by the real Git and packed by its `gc`. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';

/** YAML like that of real manifests: repeated words, some of it unique. */
function manifest(index) {
  const lines = Array.from(
    { length: 60 },
    (_, line) =>
      `  key-${line}: value-${(index * 7919 + line * 104729) % 99991}`,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c-${index}\ndata:\n${lines.join(
    '\n',
  )}\n`;
}

/** Bytes that hardly compress, and are the same in every run. */
function noise(bytes, seed) {
  const parts = [];
  for (let size = 0; size < bytes; size += 32) {
    parts.push(createHash('sha256').update(`${seed} ${size}`).digest());
  }
  return Buffer.concat(parts).subarray(0, bytes);
}

function* commit(number, files) {
  yield `commit refs/heads/main\nmark :${number + 1}\n`;
  yield `committer b <b@b> ${1_700_000_000 + number} +0000\ndata 1\nc\n`;
  if (number > 0) yield `from :${number}\n`;
  for (const [path, content] of files) {
    yield `M 644 inline ${path}\ndata ${Buffer.byteLength(content)}\n`;
    yield content;
    yield '\n';
  }
}

function* manifests(count) {
  for (let index = 0; index < count; index++) {
    yield [
      `team-${index % 50}/app-${index % 7}/c-${index}.yaml`,
      manifest(index),
    ];
  }
}

function* history(commits) {
  yield* commit(0, manifests(500));
  for (let number = 1; number < commits; number++) {
    const index = (number * 31) % 500;
    const content = `${manifest(index)}# ${number}\n`;
    yield* commit(number, [
      [`team-${index % 50}/app-${index % 7}/c-${index}.yaml`, content],
    ]);
  }
}

function* noisyFiles(count, bytes) {
  for (let index = 0; index < count; index++) {
    yield [`data/${index % 20}/file-${index}`, noise(bytes, index)];
  }
}

/** The second and third are stored as deltas to the first. */
function* versionsOf(content) {
  for (const name of ['a', 'b', 'c']) {
    yield [`large-${name}.bin`, Buffer.concat([content, Buffer.from(name)])];
  }
}

/** What `git fast-import` reads, by the name of the case. */
export const REPOSITORIES = {
  '5,000 files': () => commit(0, manifests(5_000)),
  '100,000 files': () => commit(0, manifests(100_000)),
  '50,000 commits': () => history(50_000),
  'a file of 100 MB': () =>
    commit(0, [['large.bin', noise(100_000_000, 'large')]]),
  'a text of 100 MB': () =>
    commit(0, [
      [
        'large.yaml',
        [...manifests(76_000)].map(([, text]) => text).join('---\n'),
      ],
    ]),
  '3 versions of 33 MB': () =>
    commit(0, versionsOf(noise(33_000_000, 'large'))),
  '2,000 files of 50 kB': () => commit(0, noisyFiles(2_000, 50_000)),
};

/** Makes a bare repository, whose path does not exist yet. */
export async function makeRepository(path, stream) {
  const git = (...args) => execFileSync('git', args, { stdio: 'pipe' });
  git('init', '-q', '--bare', '-b', 'main', path);
  const reader = spawn('git', ['-C', path, 'fast-import', '--quiet'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const closed = once(reader, 'close');
  for (const piece of stream) {
    if (!reader.stdin.write(piece)) await once(reader.stdin, 'drain');
  }
  reader.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  git('-C', path, 'gc', '-q', '--aggressive');
}
