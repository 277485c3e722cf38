import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';

const KEPT_OUTPUT = 20_000;

/** `gitops controllers` as one of several processes on a cluster. */
export class Replica {
  /** The end of what it printed. */
  output = '';
  private readonly child: ChildProcess;

  /**
   * @param cli - the command line's program
   * @param flags - values by the names of flags
   */
  constructor(cli: string, flags: Readonly<Record<string, string>>) {
    const texts = Object.entries(flags).map(
      ([name, text]) => `--${name}=${text}`,
    );
    this.child = spawn(process.execPath, [cli, 'controllers', ...texts], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
  }

  /** Ends it, without a chance to clean up unless the signal is another. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(done => child.once('exit', done));
    child.kill(signal);
    await ended;
  }
}
