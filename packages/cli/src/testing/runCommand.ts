import { PassThrough, Readable } from 'stream';
import type { Command } from '../command';

/** What a command left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command finds around it; nothing by default. */
interface Surroundings {
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  /** Text of standard input. */
  readonly stdin?: string;
}

/** Runs one command in `cwd`, for tests. */
export async function runCommand(
  command: Command,
  argv: string[],
  cwd: string,
  {
    signal = new AbortController().signal,
    env = {},
    stdin = '',
  }: Surroundings = {},
): Promise<Outcome> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const printed = [text(stdout), text(stderr)];
  const code = await command.run(argv, {
    stdin: Readable.from(stdin === '' ? [] : [stdin]),
    stdout,
    stderr,
    env,
    cwd,
    signal,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await Promise.all(printed);
  return { code, stdout: out, stderr: err };
}

async function text(stream: PassThrough): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}
