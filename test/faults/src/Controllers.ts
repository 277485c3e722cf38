import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';
import { mkdirSync, readdirSync } from 'fs';
import { join } from 'path';

const KEPT_OUTPUT = 20_000;
/** Pause before a process that ended is started again. */
const RESTART_MS = 300;
/** What a process says that ended by a fault of its own. */
const CRASH = /unhandled|uncaught|\n {4}at /i;

/** How `gitops controllers` is started. */
interface ControllersOptions {
  /** The command line's program. */
  readonly cli: string;
  readonly kubeconfig: string;
  /** Of the artifact server: the same after a restart, as behind a Service. */
  readonly storagePort: number;
  /** Holds the artifact store and temporary files; survives restarts. */
  readonly folder: string;
}

/**
 * `gitops controllers` as a process under a supervisor: it is started again
 * when it ends, as Kubernetes does.
 */
export class Controllers {
  /** What was wrong with processes that ended by themselves. */
  readonly crashes: string[] = [];
  /** How often a process was started. */
  starts = 0;
  /** Output of the processes, its end only. */
  output = '';
  private child?: ChildProcess;
  private isWanted = false;

  constructor(private readonly options: ControllersOptions) {
    mkdirSync(this.temporary, { recursive: true });
  }

  get storage(): string {
    return join(this.options.folder, 'storage');
  }

  /** TMPDIR of the processes. */
  get temporary(): string {
    return join(this.options.folder, 'tmp');
  }

  /** Process id; undefined while none runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    this.isWanted = true;
    this.starts += 1;
    const { cli, kubeconfig } = this.options;
    const child = spawn(
      process.execPath,
      [cli, 'controllers', ...this.flags(kubeconfig)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: this.temporary },
      },
    );
    this.child = child;
    let own = '';
    const keep = (chunk: Buffer) => {
      own = (own + chunk.toString()).slice(-KEPT_OUTPUT);
      this.output = (this.output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('exit', (code, signal) => {
      if (!this.isWanted || this.child !== child) return;
      if (CRASH.test(own) || (signal && signal !== 'SIGKILL')) {
        this.crashes.push(`ended with ${signal ?? code}:\n${own}`);
      }
      this.output += `\n(ended with ${signal ?? code})\n`;
      setTimeout(() => {
        if (this.child === child) this.start();
      }, RESTART_MS);
    });
  }

  /** Ends the process as a power cut would. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.isWanted = false;
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(done => child.once('exit', done));
    child.kill(signal);
    await ended;
  }

  /** Names of what stands in the temporary folder. */
  leftOvers(): string[] {
    return readdirSync(this.temporary).sort();
  }

  private flags(kubeconfig: string): string[] {
    return Object.entries({
      kubeconfig,
      'storage-path': this.storage,
      'storage-addr': `127.0.0.1:${this.options.storagePort}`,
      'min-retry-delay': '200ms',
      'max-retry-delay': '2s',
      'requeue-dependency': '1s',
      'artifact-retention-ttl': '1s',
      'artifact-retention-records': '1',
    }).map(([name, value]) => `--${name}=${value}`);
  }
}
