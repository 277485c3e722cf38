import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A process that answers each line on its standard input with one line of JSON,
 * in order. What it has not answered when it ends is answered with `error`,
 * `exit CODE`, and `crashed`.
 */
export class LineServer {
  #process;
  #waiting = [];

  constructor(command, args = [], env = process.env) {
    const stdio = ['pipe', 'pipe', 'ignore'];
    this.#process = spawn(command, args, { stdio, env });
    createInterface({ input: this.#process.stdout }).on('line', line =>
      this.#waiting.shift()(JSON.parse(line)),
    );
    this.#process.on('exit', code => {
      for (const done of this.#waiting.splice(0)) {
        done({ error: `exit ${code}`, crashed: true });
      }
    });
  }

  ask(line) {
    return new Promise(done => {
      this.#waiting.push(done);
      this.#process.stdin.write(`${line}\n`);
    });
  }

  close() {
    this.#process.stdin.end();
  }
}
