import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { Files, GitServer } from '@backstage-gitops/git';
import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';
import { existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import type { Target } from './Target';

const START_TIMEOUT_MS = 60_000;

/** The command line of this repository, found from the working directory up. */
function commandLine(): string {
  for (let at = process.cwd(); at !== dirname(at); at = dirname(at)) {
    const script = join(at, 'scripts/gitops.mjs');
    if (existsSync(script)) {
      return script;
    }
  }
  throw new Error('run the cases inside the repository');
}

/**
 * The toolkit as a user runs it: `gitops install`, `gitops controllers` as a
 * process of its own, and a Git server with one repository, `app`.
 */
export class GitOps {
  readonly repositories = new RepositoryFixture();
  /** Storage directory of the controllers. */
  readonly storage = mkdtempSync(join(tmpdir(), 'gitops-e2e-'));
  private git?: GitServer;
  private gitPort = 0;
  private controllers?: ChildProcess;

  /** @param flags - further flags of the controllers */
  constructor(
    private readonly target: Target,
    private readonly flags: readonly string[] = [],
  ) {}

  async start(): Promise<void> {
    this.repositories.create('app');
    await this.startGit();
    await this.command('install', '--kubeconfig', this.target.kubeconfigPath);
    await this.startControllers();
  }

  async startGit(): Promise<void> {
    this.git = await startGitServer({
      root: this.repositories.root,
      port: this.gitPort,
      allowPush: true,
    });
    this.gitPort = Number(new URL(this.git.url).port);
  }

  async stopGit(): Promise<void> {
    await this.git?.stop();
  }

  /** Of the Git server. */
  get gitUrl(): string {
    return `http://127.0.0.1:${this.gitPort}`;
  }

  get url(): string {
    return `${this.gitUrl}/app.git`;
  }

  /** Starts the controllers and waits until they serve artifacts. */
  async startControllers(): Promise<void> {
    const child = this.spawn(
      'controllers',
      '--kubeconfig',
      this.target.kubeconfigPath,
      '--storage-path',
      this.storage,
      ...this.flags,
    );
    this.controllers = child;
    await new Promise<void>((resolve, reject) => {
      let output = '';
      const timer = setTimeout(
        () => reject(new Error(`the controllers did not start: ${output}`)),
        START_TIMEOUT_MS,
      );
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('serving artifacts at')) {
          clearTimeout(timer);
          resolve();
        }
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', code => {
        clearTimeout(timer);
        reject(new Error(`the controllers ended with ${code}: ${output}`));
      });
    });
  }

  /** Ends the controllers at once, as a power cut would. */
  async killControllers(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL') {
    const child = this.controllers;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Commits files, asks the source for a run, and returns the commit. */
  async push(files: Files, message: string): Promise<string> {
    const commit = this.repositories.commit('app', files, message);
    await this.request('gitrepository/app').catch(() => undefined);
    return commit;
  }

  /** Asks an object for a run now. */
  async request(object: string): Promise<void> {
    const at = `reconcile.fluxcd.io/requestedAt=${Date.now()}-${Math.random()}`;
    await this.target.kubectl(['annotate', '--overwrite', object, at]);
  }

  async stop(): Promise<void> {
    await this.killControllers('SIGTERM');
    await this.stopGit();
    this.repositories.remove();
    rmSync(this.storage, { recursive: true, force: true });
  }

  private spawn(...args: string[]): ChildProcess {
    return spawn(process.execPath, [commandLine(), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  private async command(...args: string[]): Promise<void> {
    const child = this.spawn(...args);
    let output = '';
    child.stderr?.on('data', chunk => {
      output += chunk;
    });
    child.stdout?.resume();
    const code = await new Promise(resolve => child.once('exit', resolve));
    if (code !== 0) {
      throw new Error(`gitops ${args[0]} ended with ${code}: ${output}`);
    }
  }
}
