import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT, StartError } from '../bootstrap.mjs';

const KILL_AFTER_MS = 10_000;
const require = createRequire(import.meta.url);

/** Node.js arguments that let it load the TypeScript sources of the workspaces. */
export function typescriptArgs() {
  return [
    '--enable-source-maps',
    '--require',
    require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
  ];
}

/** The processes that were started, each with a log file, and their common end. */
export class Processes {
  #children = [];
  #isStopping = false;

  /** @param onUnexpectedExit - told the name of a process that ended by itself */
  constructor(logFolder, onUnexpectedExit) {
    this.logFolder = logFolder;
    this.onUnexpectedExit = onUnexpectedExit;
    mkdirSync(logFolder, { recursive: true });
  }

  /** Starts Node.js with a script; its output goes to `<name>.log`. */
  start(name, args, { cwd = ROOT, env = {} } = {}) {
    const logFile = join(this.logFolder, `${name}.log`);
    const log = createWriteStream(logFile);
    const child = spawn(process.execPath, args, {
      cwd,
      // A group of its own: Ctrl-C reaches it through stop(), in order.
      detached: process.platform !== 'win32',
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    const ended = new Promise(resolve => child.once('exit', resolve));
    this.#children.push({ name, child, ended });
    void ended.then(code => {
      if (!this.#isStopping) {
        this.onUnexpectedExit({ name, code, logFile });
      }
    });
    return { name, child, logFile, pid: child.pid };
  }

  /** Stops all, the last started first; what does not listen is killed. */
  async stop() {
    if (this.#isStopping) {
      return;
    }
    this.#isStopping = true;
    for (const { child, ended } of [...this.#children].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) {
        continue;
      }
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(timer);
    }
  }
}

/**
 * Waits for the message by which a process says that it is ready.
 * @throws StartError - it ended first; with the last lines of its log
 */
export function readyMessage({ name, child, logFile }) {
  return new Promise((resolve, reject) => {
    // The TypeScript loader sends messages of its own.
    child.on('message', message => {
      if (message?.type === 'ready') resolve(message);
    });
    child.once('exit', () => reject(new StartError(whyEnded(name, logFile))));
  });
}

/** The last lines of a log that say why a process has ended. */
export function whyEnded(name, logFile) {
  const lines = readFileSync(logFile, 'utf8')
    .trim()
    .split('\n')
    .filter(line => !line.includes('incomingRequest'));
  return `${name} did not start. The end of ${logFile}:\n${lines
    .slice(-15)
    .join('\n')}`;
}
