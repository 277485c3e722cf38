import { execFileSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const CANARY = 'untouched\n';

/** Node's own overflows its stack over very deep directories. */
function removeTree(directory) {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    execFileSync('rm', ['-rf', directory]);
  }
}

/**
 * The directory of one input, beside a canary that escapes aim at: nothing but
 * `case/out` and `case/work` may change.
 *
 *   root/canary/file
 *   root/case/<files of the input>
 *   root/case/out/       what the reader writes
 *   root/case/work/      temporary files, gone afterwards
 */
export class Sandbox {
  #given = [];

  constructor(root, keep) {
    this.root = root;
    this.keep = keep;
    this.caseDirectory = join(root, 'case');
    /** Absolute path of the canary's file, and those relative to `out`. */
    this.targets = [
      join(root, 'canary/file'),
      '../../canary/file',
      '../../canary/new',
      '../escaped',
      '../../escaped',
      join(root, 'escaped'),
    ];
  }

  prepare(files) {
    removeTree(this.root);
    mkdirSync(join(this.root, 'canary'), { recursive: true });
    writeFileSync(join(this.root, 'canary/file'), CANARY);
    mkdirSync(join(this.caseDirectory, 'out'), { recursive: true });
    mkdirSync(join(this.caseDirectory, 'work'));
    this.#given = Object.keys(files).map(path => path.split('/')[0]);
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.caseDirectory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    if (this.keep) cpSync(this.caseDirectory, this.keep, { recursive: true });
  }

  faults() {
    const faults = [];
    const expect = (path, names) => {
      const extra = readdirSync(join(this.root, path)).filter(
        name => !names.includes(name),
      );
      if (extra.length > 0) faults.push(`${path} holds ${extra.join(', ')}`);
    };
    expect('.', ['canary', 'case']);
    expect('canary', ['file']);
    expect('case', [...this.#given, 'out', 'work']);
    expect('case/work', []);
    const canary = join(this.root, 'canary/file');
    const isFile = lstatSync(canary, { throwIfNoEntry: false })?.isFile();
    if (!isFile || readFileSync(canary, 'utf8') !== CANARY) {
      faults.push('the canary was changed');
    }
    return faults;
  }
}
