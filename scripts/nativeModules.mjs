/**
 * Whether the native modules of the packages load in this Node.js: one that was
 * built with the headers of another version installs, and fails at first use.
 */
import { spawnSync } from 'node:child_process';

/** Name of a package to what uses its native part. */
const MODULES = {
  'better-sqlite3': "new (require('better-sqlite3'))(':memory:').close()",
  '@swc/core': "require('@swc/core').transformSync('0')",
  esbuild: "require('esbuild').transformSync('0')",
};

/** The line of a failed process's output that says what is wrong. */
function reasonOf({ error, signal, stderr = '' }) {
  if (error) return error.message;
  if (signal) return `it ended by ${signal}`;
  const lines = stderr.split('\n').map(line => line.trim());
  const at = lines.findIndex(line => /^\w*Error\b.*:/.test(line));
  // What the loader says of versions goes over four lines.
  const text = lines
    .slice(Math.max(at, 0))
    .slice(0, 4)
    .filter(line => line !== '' && !line.startsWith('at '))
    .join(' ')
    .slice(0, 300);
  return text.replace(/\.$/, '');
}

/**
 * Loads each module in a process of its own.
 * @param root - directory whose node_modules count
 * @returns one line for the first module that does not load, with what to do
 */
export function findBrokenModule(root, modules = MODULES) {
  for (const [name, use] of Object.entries(modules)) {
    const result = spawnSync(process.execPath, ['-e', use], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (result.status === 0) continue;
    return `The native module ${name} does not load in Node.js ${
      process.versions.node
    }: ${reasonOf(
      result,
    )}. Build it again with this Node.js: node .yarn/releases/yarn-4.13.0.cjs rebuild ${name}`;
  }
  return undefined;
}
