import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
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
  return buildOnce(command.replace(/[^A-Za-z0-9.-]+/g, '_'), out => ({
    args: ['install', command],
    env: { GOBIN: out },
  }));
}

/**
 * Builds one of our own Go programs, the folders beside this package, and
 * returns its path. Built again when one of its files changes.
 * @param name - folder, e.g. `envsubst` for `test/oracle/envsubst`
 * @returns undefined when this machine has no Go; the caller skips and says so
 * @throws Error - Go is there and the build failed (its output is in the message)
 */
export function goProgram(name: string): string | undefined {
  // eslint-disable-next-line no-restricted-syntax -- this package runs from its sources only
  const folder = join(__dirname, '..', name);
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) {
    hash.update(file).update(readFileSync(join(folder, file)));
  }
  const key = `${name}-${hash.digest('hex').slice(0, 16)}`;
  return buildOnce(key, out => ({
    args: ['build', '-C', folder, '-o', join(out, name), '.'],
    env: {},
  }));
}

interface GoCommand {
  readonly args: string[];
  readonly env: Record<string, string>;
}

function buildOnce(
  key: string,
  commandFor: (outFolder: string) => GoCommand,
): string | undefined {
  const folder = join(cacheFolder(), 'go', key);
  const built = firstFile(folder);
  if (built || !hasGo()) {
    return built;
  }
  mkdirSync(join(cacheFolder(), 'go'), { recursive: true });
  const work = mkdtempSync(`${folder}.`);
  try {
    const { args, env } = commandFor(work);
    execFileSync('go', args, {
      env: { ...process.env, ...env, CGO_ENABLED: '0' },
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
