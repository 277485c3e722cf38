import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Bytes of names that have bitten somebody: quotes, spaces, no UTF-8. */
const NAMES = [
  'a',
  'b.yaml',
  'with space',
  'UPPER',
  'upper',
  'back\\slash',
  'quote"d',
  'ünïcode',
  'raw\xff\xfe',
  '-dash',
  'a.',
  'a-',
  'a0',
  `${'long'.repeat(50)}`,
];
const MODES = ['100644', '100755', '120000'];
const LARGE_BYTES = 3 << 20;

/** One file of a commit, as Git names it. */
export interface ExpectedFile {
  /** `100644`, `100755`, `120000`. */
  readonly mode: string;
  readonly hash: string;
}

/** A name as C-style quoted text of `git fast-import`. */
function quote(path: Buffer): string {
  const escaped = [...path].map(
    byte => `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"${escaped.join('')}"`;
}

function nameOf(random: Random): Buffer {
  const name = random.pick(NAMES);
  // Escapes of the list above are bytes; what is beyond them is UTF-8.
  return /^[\x00-\xff]*$/.test(name) && name.includes('\xff')
    ? Buffer.from(name, 'latin1')
    : Buffer.from(name);
}

function contentOf(random: Random): Buffer {
  return random.weighted<() => Buffer>([
    [1, () => Buffer.alloc(0)],
    [4, () => Buffer.from(random.bytes(random.between(1, 3000)))],
    [
      8,
      () =>
        Buffer.from(
          random
            .times(
              random.between(1, 400),
              line => `key-${line}: ${random.below(9)}`,
            )
            .join('\n'),
        ),
    ],
    [
      1,
      () =>
        Buffer.alloc(random.between(LARGE_BYTES / 2, LARGE_BYTES), 'large '),
    ],
  ])();
}

/** Changes some bytes in the middle, so that a delta is worth while. */
function changedOrNew(random: Random, content?: Buffer): Buffer {
  if (content === undefined) {
    return contentOf(random);
  }
  const at = random.below(content.length + 1);
  const added = Buffer.from(random.bytes(random.between(1, 40)));
  return Buffer.concat([content.subarray(0, at), added, content.subarray(at)]);
}

interface File {
  readonly mode: string;
  readonly content: Buffer;
}

/** A repository of the real Git with some commits of files made by chance. */
export class RandomRepository {
  /** The last commit. */
  readonly commit: string;
  private readonly directory = mkdtempSync(join(tmpdir(), 'gitops-random-'));
  private readonly files = new Map<string, File>();

  constructor(private readonly random: Random) {
    this.git(['init', '-q', '--bare', '-b', 'main']);
    const commits = random.between(1, 12);
    const stream = random.times(commits, number => this.nextCommit(number));
    this.git(['fast-import', '--quiet'], Buffer.concat(stream));
    this.commit = this.git(['rev-parse', 'main']).toString().trim();
  }

  /** A pack of what a revision list prints. */
  pack(revisions: string, ...options: readonly string[]): Buffer {
    const args = ['pack-objects', '--revs', '--stdout', '-q', ...options];
    return this.git(args, Buffer.from(revisions));
  }

  /** Files of the last commit by the bytes of their path, as latin1. */
  expected(): Map<string, ExpectedFile> {
    const listed = this.git(['ls-tree', '-r', '-z', this.commit]);
    const lines = listed.toString('latin1').split('\0').filter(Boolean);
    return new Map(
      lines.map(line => {
        const [, mode, hash, path] =
          /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
        return [path, { mode, hash }];
      }),
    );
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private git(args: readonly string[], input?: Buffer): Buffer {
    const options = { cwd: this.directory, input, maxBuffer: 1 << 28 };
    return execFileSync('git', args, { ...options, stdio: 'pipe' });
  }

  private nextCommit(number: number): Buffer {
    const head = [
      'commit refs/heads/main',
      `committer Ann <ann@example.com> ${1_700_000_000 + number} +0000`,
      'data 6\nchange\n',
    ].join('\n');
    const parts = [Buffer.from(head)];
    for (let file = this.random.between(1, 30); file > 0; file--) {
      parts.push(...this.nextFile());
    }
    return Buffer.concat(parts);
  }

  /** Adds a file, or changes one that there is. */
  private nextFile(): Buffer[] {
    const { random, files } = this;
    const known = [...files.keys()];
    const isNew = known.length === 0 || random.chance(0.4);
    const key = isNew ? this.newPath() : random.pick(known);
    if (key === undefined) {
      return [];
    }
    const old = files.get(key);
    const mode = old?.mode ?? random.pick(MODES);
    const content =
      mode === '120000'
        ? Buffer.from(`to/${random.below(9)}`)
        : changedOrNew(random, old?.content);
    files.set(key, { mode, content });
    const path = quote(Buffer.from(key, 'latin1'));
    const head = `M ${mode} inline ${path}\ndata ${content.length}\n`;
    return [Buffer.from(head), content, Buffer.from('\n')];
  }

  /** A path that is no directory of another file, and has none for one. */
  private newPath(): string | undefined {
    const depth = this.random.between(1, 4);
    const names = this.random.times(depth, () => nameOf(this.random));
    const path = names.map(name => name.toString('latin1')).join('/');
    const isInWay = [...this.files.keys()].some(
      other =>
        other === path ||
        other.startsWith(`${path}/`) ||
        path.startsWith(`${other}/`),
    );
    return isInWay ? undefined : path;
  }
}
