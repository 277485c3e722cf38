import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, yarnEnv } from '../bootstrap.mjs';

const execute = promisify(execFile);
const YARN = join(ROOT, '.yarn/releases/yarn-4.13.0.cjs');

/**
 * Runs Node.js with a script and its arguments.
 * @throws Error - it failed; the message ends with its output
 */
export async function node(args, { cwd = ROOT, env = yarnEnv() } = {}) {
  try {
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    return (await execute(process.execPath, args, options)).stdout;
  } catch (error) {
    const output = `${error.stdout}${error.stderr}`.slice(-4000);
    throw new Error(`node ${args.join(' ')} failed in ${cwd}:\n${output}`);
  }
}

/** Runs the committed Yarn release. */
export const yarn = (args, options) => node([YARN, ...args], options);

/** Runs a program of the repository's packages. */
export const tool = (name, args, options) =>
  node([join(ROOT, 'node_modules/.bin', name), ...args], options);

/** Folders of the packages that are published, relative to the root, by name. */
export function publishedPackages() {
  const folders = ['packages', 'plugins']
    .flatMap(parent =>
      readdirSync(join(ROOT, parent)).map(name => join(parent, name)),
    )
    .filter(folder => existsSync(join(ROOT, folder, 'package.json')));
  const manifests = folders.map(folder => [
    folder,
    JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')),
  ]);
  return Object.fromEntries(
    manifests
      .filter(([, manifest]) => !manifest.private)
      .map(([folder, manifest]) => [manifest.name, folder]),
  );
}

/** Writes `dist-types` and the `dist` of all packages that are published. */
export async function buildPackages() {
  await tool('tsc', ['--incremental', 'false']);
  await tool('backstage-cli', ['repo', 'build']);
}

/**
 * Packs what was built, as publishing does.
 * @returns tarball by package name
 */
export async function packPackages(folder) {
  mkdirSync(folder, { recursive: true });
  const out = join(folder, '%s.tgz');
  const each = ['workspaces', 'foreach', '--all', '--no-private', '--parallel'];
  await yarn([...each, 'pack', '--out', out]);
  return Object.fromEntries(
    Object.keys(publishedPackages()).map(name => [
      name,
      out.replace('%s', name.replace('/', '-')),
    ]),
  );
}

/** Names of the files in a tarball, each below `package/`. */
export async function filesOf(tarball) {
  const { stdout } = await execute('tar', ['-tzf', tarball]);
  return stdout.trim().split('\n');
}
