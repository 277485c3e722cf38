#!/usr/bin/env node
import { main } from './main';

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stopped.abort());
}

/** Leaves once what was written to a pipe has been taken. */
function exitAfterFlush(code: number): void {
  process.exitCode = code;
  process.stdout.write('', () => {
    process.stderr.write('', () => process.exit(code));
  });
}

main(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.env.INIT_CWD ?? process.cwd(),
  signal: stopped.signal,
}).then(exitAfterFlush, error => {
  process.stderr.write(`error: ${String(error)}\n`);
  exitAfterFlush(1);
});
