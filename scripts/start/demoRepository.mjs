import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bootstrap.mjs';

const AUTHOR = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.com'];

/**
 * Pushes after each commit, so that `git commit` is all it takes; on top of what
 * image automation has pushed meanwhile.
 */
const POST_COMMIT = `#!/bin/sh
unset GIT_INDEX_FILE
# Without this hook: a rebase commits, too.
git -c core.hooksPath=/dev/null pull --quiet --rebase origin main
exec git push --quiet origin HEAD:main
`;

function git(cwd, ...args) {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe' });
}

/**
 * The demo's Git repository: a bare one that is served, and a work tree to
 * commit in. Made once from demo/repository; what people committed stays.
 * @param folder - holds `git/demo.git` and `repository`
 */
export function ensureDemoRepository(folder) {
  const bareRoot = join(folder, 'git');
  const bare = join(bareRoot, 'demo.git');
  const workTree = join(folder, 'repository');
  if (!existsSync(bare)) {
    mkdirSync(bareRoot, { recursive: true });
    git(bareRoot, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  }
  if (!existsSync(join(workTree, '.git'))) {
    cpSync(join(ROOT, 'demo', 'repository'), workTree, { recursive: true });
    git(workTree, 'init', '--quiet', '--initial-branch=main');
    git(workTree, 'remote', 'add', 'origin', bare);
    git(workTree, 'add', '--all');
    git(workTree, ...AUTHOR, 'commit', '--quiet', '-m', 'Start the demo');
    git(workTree, 'push', '--quiet', '--force', 'origin', 'main');
    const hook = join(workTree, '.git', 'hooks', 'post-commit');
    mkdirSync(join(workTree, '.git', 'hooks'), { recursive: true });
    writeFileSync(hook, POST_COMMIT);
    chmodSync(hook, 0o755);
    // So that a commit works on a machine where git knows no author yet.
    for (const [key, value] of [
      ['user.name', 'Demo'],
      ['user.email', 'demo@example.com'],
    ]) {
      if (!hasAuthor(workTree, key)) {
        git(workTree, 'config', key, value);
      }
    }
  }
  return { bareRoot, workTree };
}

function hasAuthor(cwd, key) {
  try {
    return git(cwd, 'config', key).trim() !== '';
  } catch {
    return false;
  }
}
