import { execFileSync } from 'child_process';
import { chmodSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { startGitServer } from '../../server/gitServer';
import type { GitServer, GitServerOptions } from '../../server/gitServer';
import { RepositoryFixture } from '../../server/RepositoryFixture';

/** Bare repositories behind a server that takes pushes. */
export class PushFixture {
  readonly repositories = new RepositoryFixture();
  private server: GitServer | undefined;

  async start(options: Partial<GitServerOptions> = {}): Promise<void> {
    const { root } = this.repositories;
    this.server = await startGitServer({ root, allowPush: true, ...options });
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.repositories.remove();
  }

  /** Requests that the server has answered. */
  get requests(): readonly string[] {
    return this.server?.requests ?? [];
  }

  url(name: string): string {
    return `${this.server?.url}/${name}.git`;
  }

  /** Path of the bare repository. */
  path(name: string): string {
    return join(this.repositories.root, `${name}.git`);
  }

  /** Runs Git in the bare repository. */
  git(name: string, ...args: string[]): string {
    return this.gitBytes(name, ...args)
      .toString('utf8')
      .trimEnd();
  }

  gitBytes(name: string, ...args: string[]): Buffer {
    return execFileSync('git', args, {
      cwd: this.path(name),
      env: {
        PATH: process.env.PATH ?? '',
        HOME: '/nonexistent',
        GIT_CONFIG_NOSYSTEM: '1',
      },
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  head(name: string, reference = 'refs/heads/main'): string {
    return this.git(name, 'rev-parse', '--verify', reference);
  }

  /** Throws what `git fsck --strict` finds. */
  check(name: string): void {
    this.git(name, 'fsck', '--strict', '--full', '--no-dangling');
  }

  /** Installs a hook, `pre-receive`; undefined removes it. */
  hook(name: string, hook: string, script: string | undefined): void {
    const path = join(this.path(name), 'hooks', hook);
    if (script === undefined) {
      rmSync(path, { force: true });
    } else {
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
    }
  }
}

/** A deadline for one call of a test. */
export function signal(ms = 20_000): AbortSignal {
  return AbortSignal.timeout(ms);
}

export const ANN = { name: 'Ann', email: 'ann@example.com' } as const;
