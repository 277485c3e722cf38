import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { checkoutCommit } from '../../checkout/checkoutCommit';
import type { CheckoutResult } from '../../checkout/checkoutCommit';
import { RepositoryFixture } from '../../server/RepositoryFixture';
import { GitRemote } from '../GitRemote';
import type { GitLimits, RemoteOptions } from '../options';
import type { GitReference } from '../resolve';

/** A deadline for one call of a test. */
export function signal(ms = 20_000): AbortSignal {
  return AbortSignal.timeout(ms);
}

interface Cloned extends CheckoutResult {
  readonly revision: string;
  readonly directory: string;
  /** Directory of the packs. */
  readonly transfer: string;
}

/** How {@link CloneFixture.clone} clones. */
export interface CloneOptions {
  readonly limits?: GitLimits;
  readonly sparse?: string[];
}

/** Repositories with branches, tags and a pull request, and directories to clone to. */
export class CloneFixture {
  readonly repositories = new RepositoryFixture();
  readonly scratch = mkdtempSync(join(tmpdir(), 'gitops-remote-'));
  /** Of `app`, oldest first; the third is that of `feat/x`. */
  readonly commits: string[] = [];

  /** Makes `app`, and `empty` without a commit. */
  fill(): void {
    const { repositories: fixture, commits } = this;
    fixture.create('app');
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `many/file-${index}.yaml`,
        `${'same line of text\n'.repeat(200)}${index}\n`,
      ]),
    );
    commits.push(
      fixture.commit('app', {
        'a.txt': 'one\n',
        'bin/run.sh': '#!/bin/sh\n',
        'deploy/base/k.yaml': 'kind: X\n',
        'blob.bin': Buffer.from([0, 255, 1, 128]),
        'empty.txt': '',
        ...many,
      }),
    );
    fixture.git('app', 'tag', 'v1.0.0');
    commits.push(fixture.commit('app', { 'a.txt': 'two\n' }, 'second\n\nbody'));
    fixture.git('app', 'tag', '-a', '-m', 'annotated', 'v1.1.0');
    fixture.git('app', 'tag', 'v1.2.0-rc.1');
    fixture.git('app', 'tag', '1.3');
    fixture.git('app', 'checkout', '-q', '-b', 'feat/x');
    commits.push(fixture.commit('app', { 'a.txt': 'feature\n' }, 'feature'));
    fixture.git('app', 'tag', 'v0.9.0+b');
    fixture.git('app', 'checkout', '-q', 'main');
    fixture.git('app', 'tag', 'v0.9.0+a');
    fixture.git('app', 'symbolic-ref', 'refs/remotes/x', 'refs/heads/main');
    commits.push(fixture.commit('app', { 'a.txt': 'three\n' }, 'third'));
    fixture.git('app', 'push', '-q', 'origin', 'HEAD:refs/pull/7/head');
    fixture.create('empty');
  }

  readonly clone = async (
    options: RemoteOptions,
    reference?: GitReference,
    extra: CloneOptions = {},
  ): Promise<Cloned> => {
    const remote = new GitRemote({ ...options, limits: extra.limits });
    const transfer = mkdtempSync(join(this.scratch, 'transfer-'));
    const directory = mkdtempSync(join(this.scratch, 'tree-'));
    try {
      const resolved = await remote.resolve(reference, signal());
      await remote.fetch(resolved, { transfer, signal: signal() });
      const result = await checkoutCommit({
        transfer,
        commit: resolved.hash,
        directory,
        ...extra,
      });
      return {
        ...result,
        revision: resolved.revision,
        directory,
        transfer,
      };
    } finally {
      await remote.close();
    }
  };

  remove(): void {
    this.repositories.remove();
    rmSync(this.scratch, { recursive: true, force: true });
  }
}
