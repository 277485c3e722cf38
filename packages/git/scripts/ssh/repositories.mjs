import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = 200;

function blob(mode, path, content) {
  const quoted = Buffer.concat([
    Buffer.from(`M ${mode} inline "`),
    path,
    Buffer.from(`"\ndata ${content.length}\n`),
  ]);
  return Buffer.concat([quoted, content, Buffer.from('\n')]);
}

function commitHeader(number) {
  return Buffer.from(
    `commit refs/heads/main\ncommitter a <a@b> ${
      1_700_000_000 + number
    } +0000\ndata 1\nc\n`,
  );
}

/** Odd names, links, executables and pointers of LFS. */
function oddities() {
  const text = Buffer.from('text\n');
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(
      32,
    )}\nsize 123456789\n`,
  );
  return Buffer.concat([
    commitHeader(0),
    blob('644', Buffer.from('with space/and \\"quote\\"'), text),
    blob('644', Buffer.from('ünï/cödé'), text),
    blob('644', Buffer.from([0x72, 0xff, 0xfe]), text),
    blob('644', Buffer.from('back\\\\slash'), text),
    blob('755', Buffer.from('bin/run'), text),
    blob('120000', Buffer.from('link'), Buffer.from('bin/run')),
    blob('120000', Buffer.from('away'), Buffer.from('/etc/passwd')),
    blob('644', Buffer.from('big.psd'), pointer),
    blob('644', Buffer.from('empty'), Buffer.alloc(0)),
  ]);
}

function* history(commits) {
  for (let number = 0; number < commits; number++) {
    const path = Buffer.from(`dir-${number % 20}/file-${number % FILES}.yaml`);
    const content = Buffer.from(`number: ${number}\n`.repeat(20));
    yield Buffer.concat([commitHeader(number), blob('644', path, content)]);
  }
}

function make(root, name, input) {
  const directory = join(root, `${name}.git`);
  const git = (args, options) =>
    execFileSync('git', args, { stdio: 'pipe', ...options });
  git(['init', '-q', '--bare', '-b', 'main', directory]);
  git(['fast-import', '--quiet'], { cwd: directory, input });
  git(['config', 'uploadpack.allowFilter', 'true'], { cwd: directory });
  return name;
}

/** Makes bare repositories in a directory; their names. */
export function makeRepositories(root, commits) {
  mkdirSync(root, { recursive: true });
  return [
    make(root, 'odd', oddities()),
    make(root, 'history', Buffer.concat([...history(commits)])),
  ];
}

/** A line for each file below a directory: path, executable bit, digest. Links, which we leave out, are none. */
export function readTree(directory) {
  const lines = [];
  const visit = path => {
    const names = readdirSync(path, { encoding: 'buffer' });
    for (const name of names.sort(Buffer.compare)) {
      if (name.equals(Buffer.from('.git'))) continue;
      const file = Buffer.concat([path, Buffer.from('/'), name]);
      const stats = lstatSync(file);
      if (stats.isDirectory()) {
        visit(file);
      } else if (stats.isFile()) {
        const digest = createHash('sha1').update(readFileSync(file));
        const shown = file.subarray(directory.length).toString('latin1');
        lines.push(`${shown} ${stats.mode & 0o100} ${digest.digest('hex')}`);
      }
    }
  };
  visit(Buffer.from(directory));
  return lines.join('\n');
}
