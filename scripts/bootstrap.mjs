/**
 * What every entry point does before anything of ours can run: look at Node
 * and git, and install the packages of the committed lockfile if they are not
 * there yet. Node built-ins only, because it runs before there is anything else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrokenModule } from './nativeModules.mjs';

/** The repository's root folder, absolute. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const YARN = '.yarn/releases/yarn-4.13.0.cjs';
const STAMP = join('node_modules', '.cache', 'gitops-installed');
const WORKSPACE_FOLDERS = ['packages', 'plugins', 'test'];

/** A reason to stop that a person can act on; printed as one line, without a stack. */
export class StartError extends Error {
  constructor(message) {
    super(message);
    this.name = 'StartError';
  }
}

/**
 * Refuses a Node.js that the packages do not run on.
 * @throws StartError - wrong version, with the ones that work
 */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 20) || major === 22 || major === 24;
  if (!fits) {
    throw new StartError(
      `Node.js ${version} does not work here: use 20.20 or later in the 20 line, 22 or 24.`,
    );
  }
}

/**
 * Refuses a machine without git: the demo is a real repository behind `git http-backend`.
 * @throws StartError - git is not on the PATH
 */
export function requireGit() {
  const found = spawnSync('git', ['--version'], { stdio: 'ignore' });
  if (found.error || found.status !== 0) {
    throw new StartError(
      'git was not found: install git (2.20 or later) and run the command again.',
    );
  }
}

/** Environment in which Yarn can build native packages from the headers beside Node.js, if they are there. */
export function yarnEnv() {
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node.h'));
  return {
    ...process.env,
    ...(hasHeaders && { npm_config_nodedir: prefix }),
    YARN_ENABLE_PROGRESS_BARS: 'false',
    YARN_ENABLE_TELEMETRY: '0',
  };
}

/** Hash over everything that decides what an install would put in place. */
function installKey() {
  const hash = createHash('sha256');
  hash.update(
    `${process.platform} ${process.arch} ${process.versions.modules}\n`,
  );
  const manifests = ['yarn.lock', '.yarnrc.yml', 'package.json'];
  for (const folder of WORKSPACE_FOLDERS.filter(name =>
    existsSync(join(ROOT, name)),
  )) {
    for (const name of readdirSync(join(ROOT, folder)).sort()) {
      manifests.push(join(folder, name, 'package.json'));
    }
  }
  for (const file of manifests) {
    if (existsSync(join(ROOT, file))) {
      hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
    }
  }
  return hash.digest('hex');
}

/** One line that moves on a terminal, and one line a minute where there is none (a CI log). */
function progressLine(text, quiet) {
  const startedAt = Date.now();
  const isTerminal = Boolean(process.stderr.isTTY);
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  if (quiet) {
    return { step() {}, end() {} };
  }
  let step = '';
  const draw = () =>
    process.stderr.write(`\r\x1b[2K${text} ${seconds()} s ${step}`);
  if (!isTerminal) {
    process.stderr.write(`${text}\n`);
  }
  const timer = setInterval(
    isTerminal
      ? draw
      : () =>
          process.stderr.write(`… still installing (${seconds()} s) ${step}\n`),
    isTerminal ? 500 : 60_000,
  );
  return {
    step(name) {
      step = name ? `(${name})` : '';
    },
    end(result) {
      clearInterval(timer);
      process.stderr.write(
        `${isTerminal ? '\r\x1b[2K' : ''}${result} (${seconds()} s)\n`,
      );
    },
  };
}

/** Yarn's own names of its phases, in words. */
const PHASES = [
  [/Resolution step/, '1 of 3: reading the lockfile'],
  [/Fetch step/, '2 of 3: downloading'],
  [/Link step/, '3 of 3: unpacking and building'],
];

function runYarnInstall(onPhase) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(ROOT, YARN), 'install', '--immutable'],
      {
        cwd: ROOT,
        env: yarnEnv(),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let tail = '';
    const read = chunk => {
      tail = (tail + chunk).slice(-4000);
      const phase = PHASES.find(([pattern]) => pattern.test(String(chunk)));
      if (phase) {
        onPhase(phase[1]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', code =>
      code === 0 ? resolve() : reject(new StartError(installFailure(tail))),
    );
  });
}

function installFailure(tail) {
  const lines = tail
    .split('\n')
    .filter(line => /YN\d{4}/.test(line) && !/YN0000|YN0013|YN0007/.test(line));
  return `Installing the packages failed:\n${(lines.length > 0
    ? lines
    : tail.split('\n')
  )
    .slice(-8)
    .join('\n')}`;
}

/**
 * Installs what the lockfile names unless that was done before for the same
 * lockfile, manifests and Node.js; returns at once in that case (about 10 ms).
 * @param options.quiet - no progress line
 * @throws StartError - wrong Node.js, no git, a failed install, or a native module that does not load, in one plain message
 */
export async function ensureInstalled({ quiet = false } = {}) {
  requireNode();
  requireGit();
  const key = installKey();
  const stamp = join(ROOT, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) {
    return;
  }
  const progress = progressLine(
    'Installing packages, once (a few minutes on a new machine) …',
    quiet,
  );
  try {
    await runYarnInstall(name => progress.step(name));
    progress.end('Packages are installed');
  } catch (error) {
    progress.end('Packages are not installed');
    throw error;
  }
  const broken = findBrokenModule(ROOT);
  if (broken) {
    throw new StartError(broken);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}
