import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const NAMES = [
  ...['deploy.yaml', 'a', 'a-b', 'kustomization.yaml', 'sp ace.txt', '-dash'],
  ...['.git', '.gitignore', '.sourceignore', '.hidden', 'pic.jpg', 'x.tar.gz'],
  ...['grün', '\ufeffbom', 'emoji\u{1F680}', 'a.', '~', '%41', 'quo\'te"s'],
  ...['n'.repeat(90), 'm'.repeat(100), 'o'.repeat(101), 'p'.repeat(250)],
];
const SIZES = [
  0, 1, 3, 511, 512, 513, 5000, 32767, 32768, 32769, 65535, 200000,
];
const FILE_MODES = [0o644, 0o644, 0o600, 0o755, 0o664, 0o4755, 0o444, 0o777];
const DIRECTORY_MODES = [0o755, 0o755, 0o700, 0o775, 0o1777, 0o2755];
const TARGETS = ['a', '../a', '.', 'missing', 'deploy.yaml', '/etc/hostname'];
const PATTERNS = [
  ...['*.yaml', '!deploy.yaml', 'a/', '/a', 'a/**', '**/a', '*', '.*'],
  ...['sp*', '[a-d]*', '# nothing', '', 'grün', '!*.jpg', 'n?*', 'a/b/', '\\#'],
];

/** A directory of files, links and directories, some with odd names. */
export class RandomTree {
  constructor(random) {
    this.random = random;
    this.work = mkdtempSync(join(tmpdir(), 'compare-artifacts-'));
    this.root = join(this.work, 'tree');
    mkdirSync(this.root);
    this.fill(this.root, 0);
    chmodSync(this.root, random.pick(DIRECTORY_MODES));
  }

  fill(directory, depth) {
    const { below, chance, pick } = this.random;
    for (let left = below(depth === 0 ? 9 : 5); left > 0; left--) {
      const path = this.newPath(directory);
      if (path === undefined) continue;
      if (chance(0.25) && depth < 5) {
        mkdirSync(path);
        this.fill(path, depth + 1);
        chmodSync(path, pick(DIRECTORY_MODES));
      } else if (chance(0.15)) {
        symlinkSync(pick(TARGETS), path);
      } else {
        this.writeFile(chance(0.1) ? this.rawPath(directory) : path);
      }
    }
  }

  newPath(directory) {
    const path = join(directory, this.random.pick(NAMES));
    const isTaken = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return isTaken || path.length > 3000 ? undefined : path;
  }

  /** A name that is not UTF-8. */
  rawPath(directory) {
    const high = this.random.bytes(3).map(byte => byte | 0x80);
    return Buffer.concat([Buffer.from(`${directory}/raw`), high]);
  }

  writeFile(path) {
    const { pick, chance, bytes } = this.random;
    const size = pick(SIZES);
    const content = chance(0.5)
      ? Buffer.alloc(size, 'kind: ConfigMap\ndata: {}\n')
      : bytes(size);
    writeFileSync(path, content);
    chmodSync(path, pick(FILE_MODES));
  }

  /** `--ignore-paths` of a command line, or none. */
  ignorePaths() {
    const { chance, some } = this.random;
    if (chance(0.5)) return [];
    const patterns = some(PATTERNS, 1, 4);
    return chance(0.5)
      ? [`--ignore-paths=${patterns.join(',')}`]
      : patterns.map(pattern => `--ignore-paths=${pattern}`);
  }

  /** Changes one thing, if there is one. */
  change() {
    const { pick, below } = this.random;
    const files = listFiles(this.root);
    if (files.length === 0) {
      writeFileSync(join(this.root, 'new'), 'x');
      return;
    }
    const file = pick(files);
    const ways = [
      () => writeFileSync(file, 'changed'),
      () => chmodSync(file, statSync(file).mode ^ 0o111),
      () => renameSync(file, join(dirname(file), `${below(9)}-moved`)),
      () => rmSync(file),
      () => mkdirSync(join(this.root, 'new directory'), { recursive: true }),
    ];
    pick(ways)();
  }

  /** A file of the tree to be an artifact alone. */
  file() {
    // flux makes a temporary file with a longer name beside it.
    return listFiles(this.root).find(file => basename(file).length < 200);
  }

  remove() {
    rmSync(this.work, { recursive: true, force: true });
  }
}

function listFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .filter(file => !file.includes('\ufffd'));
}
