import { execFileSync } from 'child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

/** Content of a commit by path; undefined deletes. */
export type Files = Readonly<Record<string, string | Buffer | undefined>>;

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Bob',
  GIT_COMMITTER_EMAIL: 'bob@example.com',
};

/** A directory of bare repositories, made and filled with the real Git; for tests. */
export class RepositoryFixture {
  /** Holds the bare repositories; what a Git server serves. */
  readonly root = mkdtempSync(join(tmpdir(), 'gitops-repositories-'));
  private readonly work = mkdtempSync(join(tmpdir(), 'gitops-work-'));
  private clockSeconds = 1_700_000_000;

  /** Creates `<name>.git` with branch main and no commit. */
  create(name: string, ...options: string[]): void {
    this.run(this.root, [
      'init',
      '-q',
      '--bare',
      '-b',
      'main',
      ...options,
      `${name}.git`,
    ]);
    this.run(this.work, ['init', '-q', '-b', 'main', ...options, name]);
    this.git(name, 'remote', 'add', 'origin', join(this.root, `${name}.git`));
  }

  /** Runs Git in the work tree of a repository and returns what it prints. */
  git(name: string, ...args: string[]): string {
    return this.run(join(this.work, name), args);
  }

  /** Feeds bytes to a Git command. */
  gitInput(name: string, input: Buffer, ...args: string[]): string {
    return this.run(join(this.work, name), args, input);
  }

  /** Path inside the work tree. */
  path(name: string, file: string): string {
    return join(this.work, name, file);
  }

  /** Commits files, one second after the commit before, pushes, returns the hash. */
  commit(name: string, files: Files, message = 'change'): string {
    for (const [path, content] of Object.entries(files)) {
      const target = this.path(name, path);
      if (content === undefined) {
        rmSync(target, { recursive: true });
      } else {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, content);
        chmodSync(target, path.endsWith('.sh') ? 0o755 : 0o644);
      }
    }
    this.git(name, 'add', '-A');
    this.git(name, 'commit', '-q', '--allow-empty', '-m', message);
    this.push(name);
    return this.git(name, 'rev-parse', 'HEAD');
  }

  /** Pushes every branch and tag. */
  push(name: string): void {
    this.git(name, 'push', '-q', '-f', 'origin', '--all');
    this.git(name, 'push', '-q', '-f', 'origin', '--tags');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
    rmSync(this.work, { recursive: true, force: true });
  }

  private run(cwd: string, args: readonly string[], input?: Buffer): string {
    this.clockSeconds += 1;
    const date = `${this.clockSeconds} +0000`;
    return execFileSync('git', args, {
      cwd,
      input,
      env: {
        ...ENVIRONMENT,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
      encoding: 'utf8',
      // Git warns of each path of a deep tree.
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trim();
  }
}
