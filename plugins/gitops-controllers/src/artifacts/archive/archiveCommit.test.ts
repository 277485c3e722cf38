import { checkoutCommit, RepositoryFixture } from '@backstage-gitops/git';
import { execFileSync } from 'child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { archiveCommit } from './archiveCommit';
import { archiveDirectory } from './archiveDirectory';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-archive-commit-'));
const fixture = new RepositoryFixture();
let sequence = 0;

afterAll(() => {
  fixture.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const LARGE = Buffer.alloc(3 << 20, 'a large file\n');

/** A tree with whatever an archive treats in its own way. */
function commitOfAll(): string {
  fixture.create('app');
  fixture.commit('app', {
    '.sourceignore': '*.tmp\n/only-root.yaml\n',
    'a.b/after': 'a\n',
    'a/before': 'a\n',
    a0: 'a\n',
    'data/large.bin': LARGE,
    'empty.yaml': '',
    'only-root.yaml': 'x\n',
    'run.sh': '#!/bin/sh\n',
    '.sub/.sourceignore': '!kept.tmp\n*.yaml\n',
    '.sub/deep/.sourceignore': '!*.yaml\n',
    '.sub/deep/a.yaml': 'x\n',
    '.sub/kept.tmp': 'x\n',
    '.sub/left-out.yaml': 'x\n',
    'ünïcode.yaml': 'x\n',
    'left-out.tmp': 'x\n',
  });
  const link = fixture.gitInput(
    'app',
    Buffer.from('a'),
    'hash-object',
    '-w',
    '--stdin',
  );
  const add = ['update-index', '--add', '--cacheinfo'];
  fixture.git('app', ...add, `120000,${link},link`);
  fixture.git('app', ...add, `160000,${'a'.repeat(40)},vendor/lib`);
  const tree = fixture.git('app', 'write-tree');
  return fixture.git('app', 'commit-tree', tree, '-m', 'all');
}

function transferOf(commit: string): string {
  const transfer = join(scratch, `transfer-${sequence++}`);
  mkdirSync(transfer);
  const pack = execFileSync(
    'git',
    ['pack-objects', '--revs', '--stdout', '-q'],
    { cwd: fixture.path('app', '.'), input: `${commit}\n`, stdio: 'pipe' },
  );
  writeFileSync(join(transfer, '1.pack'), pack);
  return transfer;
}

describe('archiveCommit', () => {
  const commit = commitOfAll();

  it.each([
    ['everything', {}],
    ['what a pattern leaves', { ignore: '*.bin\n!left-out.tmp' }],
    ['some directories', { sparse: ['a', './.sub/deep/'] }],
  ])(
    'writes %s byte for byte as a checkout and its archive',
    async (_, part) => {
      const transfer = transferOf(commit);
      const file = join(scratch, `${sequence++}.tar.gz`);
      const read = await archiveCommit({ transfer, commit, file, ...part });
      expect(read.message).toBe('all\n');

      const directory = join(scratch, `tree-${sequence++}`);
      mkdirSync(directory);
      await checkoutCommit({ transfer, commit, directory, ...part });
      const expected = join(scratch, `${sequence++}.tar.gz`);
      await archiveDirectory({
        directory,
        file: expected,
        algorithm: 'sha256',
        ...part,
      });
      expect(readFileSync(file).equals(readFileSync(expected))).toBe(true);
    },
  );

  it('refuses what a checkout refuses', async () => {
    const transfer = transferOf(commit);
    const request = { transfer, commit };
    const refused = async (code: string, more: object) =>
      expect(
        archiveCommit({
          ...request,
          file: join(scratch, `${sequence++}.tar.gz`),
          ...more,
        }),
      ).rejects.toMatchObject({ name: 'GitError', code });
    await refused('commit-not-found', { commit: 'f'.repeat(40) });
    await refused('path-not-found', { sparse: ['gone'] });
    await refused('limit', { limits: { files: 5 } });
    await refused('limit', { limits: { totalBytes: LARGE.length - 1 } });
  });

  it('fails where the file exists', async () => {
    const file = join(scratch, 'taken.tar.gz');
    writeFileSync(file, 'taken');
    await expect(
      archiveCommit({ transfer: transferOf(commit), commit, file }),
    ).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(file, 'utf8')).toBe('taken');
  });
});
