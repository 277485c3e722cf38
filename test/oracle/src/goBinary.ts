import { execFileSync } from 'child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'fs';
import { join } from 'path';
import { cacheFolder } from './cache';

/** Whether a `go` command answers on this machine. */
export function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Builds a Go command once and returns its path.
 * @param command - package and version, e.g. `sigs.k8s.io/kustomize/kustomize/v5@v5.8.1`
 * @returns undefined when this machine has no Go; the caller skips and says so
 * @throws Error - Go is there and the build failed (its output is in the message)
 */
export function goBinary(command: string): string | undefined {
  const folder = join(
    cacheFolder(),
    'go',
    command.replace(/[^A-Za-z0-9.-]+/g, '_'),
  );
  const built = firstFile(folder);
  if (built || !hasGo()) {
    return built;
  }
  mkdirSync(join(cacheFolder(), 'go'), { recursive: true });
  const work = mkdtempSync(`${folder}.`);
  try {
    execFileSync('go', ['install', command], {
      env: { ...process.env, GOBIN: work, CGO_ENABLED: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (!existsSync(folder)) {
      renameSync(work, folder);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return firstFile(folder);
}

function firstFile(folder: string): string | undefined {
  const name = existsSync(folder) ? readdirSync(folder)[0] : undefined;
  return name && join(folder, name);
}
