/**
 * Runs the `gitops` command line from its sources: bundles packages/cli into
 * packages/cli/dist when a source has changed since the last bundle, then
 * loads the bundle into this process.
 *
 *   npm run -s gitops -- <command> [arguments]
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const bundles = join(root, 'packages/cli/dist/bundles');
const currentFile = join(bundles, 'current.json');

/** Bundles older than this are removed; a running command may still use a younger one. */
const KEEP_MS = 24 * 60 * 60 * 1000;

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}

/** The bundle made last, if every source of it is older than the bundle. */
function freshBundle() {
  let current;
  try {
    current = JSON.parse(readFileSync(currentFile, 'utf8'));
  } catch {
    return undefined;
  }
  const isStale = path => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    return stat === undefined || stat.mtimeMs > current.builtAtMs;
  };
  const main = join(bundles, current.directory, 'bin.mjs');
  return existsSync(main) && !current.inputs.some(isStale) ? main : undefined;
}

function removeOldBundles(keep) {
  for (const name of readdirSync(bundles)) {
    const path = join(bundles, name);
    const ageMs = Date.now() - statSync(path).mtimeMs;
    if (name !== keep && name !== 'current.json' && ageMs > KEEP_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/**
 * Bundles into a directory of its own and then points `current.json` at it, so
 * that commands started at the same time never see half a bundle.
 */
async function bundle() {
  const builtAtMs = Date.now();
  const directory = `${builtAtMs}-${process.pid}`;
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: {
      bin: 'packages/cli/src/bin.ts',
      worker: 'plugins/gitops-controllers/src/worker/entry.ts',
    },
    outdir: join(bundles, directory),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: false,
    metafile: true,
    logLevel: 'silent',
    // A thread holds the text of what it loads, in one or two bytes a letter.
    minifyWhitespace: true,
    legalComments: 'none',
    external: [
      // Both look for files of their own beside themselves.
      'piscina',
      'esbuild',
      // Loads the drivers of databases by their names.
      'knex',
      // Native parts of ssh2, which works without them.
      '*.node',
      'cpu-features',
      // No command uses it; its require() would keep all of the Kubernetes
      // client that the controllers share with it: 14 MB of text.
      '@backstage/plugin-kubernetes-backend',
    ],
    mainFields: ['module', 'main'],
    conditions: ['module'],
    banner: {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        "import { fileURLToPath as __fileURLToPath } from 'node:url';",
        "import { dirname as __pathDirname } from 'node:path';",
        'const require = __createRequire(import.meta.url);',
        'const __filename = __fileURLToPath(import.meta.url);',
        'const __dirname = __pathDirname(__filename);',
      ].join('\n'),
    },
  });
  const inputs = Object.keys(result.metafile.inputs).filter(
    path => !path.includes('node_modules/') && !path.startsWith('<'),
  );
  inputs.push('scripts/gitops.mjs', 'yarn.lock');
  const pending = `${currentFile}.${process.pid}`;
  writeFileSync(pending, JSON.stringify({ directory, builtAtMs, inputs }));
  renameSync(pending, currentFile);
  removeOldBundles(directory);
  return join(bundles, directory, 'bin.mjs');
}

if (!existsSync(join(root, 'node_modules/esbuild'))) {
  fail('packages are not installed yet: run npm test or npm start once');
}
mkdirSync(bundles, { recursive: true });
let main = freshBundle();
if (!main) {
  try {
    main = await bundle();
  } catch (error) {
    fail(`the command line does not build: ${error.message}`);
  }
}
module.enableCompileCache?.(join(bundles, 'compile-cache'));
await import(pathToFileURL(main).href);
