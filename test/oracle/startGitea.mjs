/**
 * A real Gitea on loopback, with its data in a temporary folder. Its program is
 * built from the public Go module by the versions in gitea/go.mod (minutes at
 * first, then Go's cache and the program are there).
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './goProgram.mjs';

const MODULE = 'code.gitea.io/gitea';
const TAGS = 'sqlite,sqlite_unlock_notify';
const WAIT_MS = 60_000;
const here = join(dirname(fileURLToPath(import.meta.url)), 'gitea');

function go(...args) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  return execFileSync('go', args, {
    cwd: here,
    stdio,
    encoding: 'utf8',
  }).trim();
}

/**
 * @returns the program, the folder of its templates, and its version
 * @throws Error - no Go, or it can't be fetched or built
 */
export function buildGitea() {
  const [version, folder] = go(
    ...['list', '-m', '-f', '{{.Version}} {{.Dir}}', MODULE],
  ).split(' ');
  const program = join(cacheFolder(), `gitea-${version}`);
  if (!existsSync(program)) {
    const flags = `-X main.Version=${version.slice(1)}`;
    go('build', '-tags', TAGS, '-ldflags', flags, '-o', program, MODULE);
  }
  return { program, folder, version };
}

function freePort() {
  return new Promise(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Settings for a server that nobody but a test reaches. */
function settings({ work, folder, port }) {
  return `
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
RUN_USER = ${userInfo().username}
WORK_PATH = ${work}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
STATIC_ROOT_PATH = ${folder}
OFFLINE_MODE = true
DISABLE_SSH = true
[database]
DB_TYPE = sqlite3
PATH = ${join(work, 'gitea.db')}
[security]
INSTALL_LOCK = true
SECRET_KEY = test
INTERNAL_TOKEN = test
[log]
LEVEL = Error
`;
}

function prepare(command, env) {
  const run = (...args) =>
    execFileSync(command[0], [...command.slice(1), ...args], {
      ...{ env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    });
  run('migrate');
  const create = login => {
    run(
      ...['admin', 'user', 'create', '--username', login, '--random-password'],
      ...['--email', `${login}@example.com`, '--must-change-password=false'],
    );
    const answer = run(
      ...['admin', 'user', 'generate-access-token', '--username', login],
      ...['--scopes', 'all', '--raw'],
    );
    return { login, token: answer.trim().split('\n').pop() };
  };
  return { robot: create('robot'), person: create('person') };
}

async function untilAnswering(origin) {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    try {
      const { ok } = await fetch(`${origin}/api/v1/version`);
      if (ok) return;
    } catch {
      // Not yet listening.
    }
    if (Date.now() > deadline) throw new Error('Gitea does not answer');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/**
 * Starts one.
 * @returns `origin`, `version`, the users `robot` and `person` with their tokens,
 *   and `stop`
 * @throws Error - no Go, or it can't be built or started
 */
export async function startGitea() {
  const { program, folder, version } = buildGitea();
  const work = mkdtempSync(join(tmpdir(), 'gitea-'));
  const port = await freePort();
  const config = join(work, 'app.ini');
  writeFileSync(config, settings({ work, folder, port }));
  const env = { ...process.env, GITEA_WORK_DIR: work };
  const clean = () => rmSync(work, { recursive: true, force: true });
  let child;
  const stop = async () => {
    if (child && child.exitCode === null) {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    clean();
  };
  try {
    const users = prepare([program, '--config', config], env);
    child = spawn(program, ['--config', config, 'web'], {
      ...{ env, stdio: 'ignore' },
    });
    const origin = `http://127.0.0.1:${port}`;
    await untilAnswering(origin);
    return { origin, version, ...users, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
