/** Runs the command lines of commands.mjs on one stage. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparableOutput } from './comparableOutput.mjs';

/** Values that `flux create helmrelease` and `kubectl create` read. */
const FILES = {
  'one.yaml': 'a: 2\nnested: {x: one, "10": ten}\n',
  'two.yaml': 'list: [3]\nnested: {x: two}\ntext: "yes"\n',
  'from.yaml': 'a: 9007199254740993\nfrom: {config: true}\n',
  'more.yaml': 'from: {secret: 1.50}\n',
};
const LIMIT_MS = 120_000;
const TRY_MS = 1000;
const MAX_TRIES = 60;
const sleep = ms => new Promise(done => setTimeout(done, ms));

function run(file, args, options) {
  return new Promise(done =>
    execFile(file, args, options, (error, stdout, stderr) =>
      done({ code: error ? error.code ?? error.signal : 0, stdout, stderr }),
    ),
  );
}

/** Command lines of a person, at one cluster. */
export class CommandLine {
  /** @param programs - files of `flux`, `helm` and `kubectl` */
  constructor(stage, programs) {
    Object.assign(this, { stage, programs });
    this.cwd = join(stage.bench.work, 'person');
    mkdirSync(this.cwd);
    for (const [name, text] of Object.entries(FILES)) {
      writeFileSync(join(this.cwd, name), text);
    }
  }

  #addresses() {
    const { http, git, registry } = this.stage.servers;
    return { http, git, registry };
  }

  async #once(line) {
    const [name, ...words] = line.split(' ');
    const filled = words.map(word =>
      Object.entries(this.#addresses()).reduce(
        (text, [key, address]) => text.replaceAll(`{${key}}`, address),
        word,
      ),
    );
    return run(this.programs[name], filled, {
      cwd: this.cwd,
      timeout: LIMIT_MS,
      maxBuffer: 2 ** 26,
      env: { HOME: this.cwd, TZ: 'UTC', KUBECONFIG: this.stage.kubeconfig },
    });
  }

  /** Runs a line, one with `…` until it fails. @returns what it says, comparable */
  async say(line) {
    const isRepeated = line.startsWith('…');
    const command = line.replace('…', '');
    let output = await this.#once(command);
    for (let tries = 0; isRepeated && output.code === 0; tries += 1) {
      if (tries > MAX_TRIES) break;
      await sleep(TRY_MS);
      output = await this.#once(command);
    }
    return comparableOutput(command, output, {
      ...this.#addresses(),
      api: this.stage.apiHost(),
    });
  }
}
