/**
 * Go programs for scripts, built where Go is installed (Go's own build cache
 * makes a second build quick). Tests in TypeScript use src/goBinary.ts.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '../../node_modules/.cache/gitops-oracle/scripts');

/** @returns the folder for programs that were built, which is there */
export function cacheFolder() {
  mkdirSync(cache, { recursive: true });
  return cache;
}

function go(args, options) {
  cacheFolder();
  execFileSync('go', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    ...options,
  });
}

/**
 * Builds one of the programs beside this file.
 * @param name - its folder, e.g. `go-yaml`
 * @param linkerFlags - Go's `-ldflags`
 * @returns the path of the program
 * @throws Error - no Go, or it does not compile
 */
export function goProgram(name, linkerFlags = '') {
  const program = join(cache, name);
  go(['build', '-ldflags', linkerFlags, '-o', program, '.'], {
    cwd: join(here, name),
  });
  return program;
}

/**
 * Installs a command of a public module.
 * @param module - package and version, e.g. `filippo.io/age/cmd/age-keygen@v1.3.2`
 * @returns the folder that holds it
 * @throws Error - no Go, or the module can't be fetched or built
 */
export function goCommandFolder(module) {
  const folder = join(cache, module.replace(/[^A-Za-z0-9.-]+/g, '_'));
  go(['install', module], {
    env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' },
  });
  return folder;
}
