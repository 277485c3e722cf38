import { startGitServer } from '@backstage-gitops/git';
import { resolve } from 'path';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';

const HELP = `Usage: gitops git-server --root DIR [--port P] [--allow-push]

Serves the bare repositories of DIR at http://127.0.0.1:P/<name>.git until it is
stopped. For development: everybody on this machine may read.
`;

async function run(argv: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      root: { type: 'string' },
      port: { type: 'string', default: '0' },
      'allow-push': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  if (values.root === undefined) {
    throw new Error('--root is missing; see gitops git-server --help');
  }
  const server = await startGitServer({
    root: resolve(io.cwd, values.root),
    port: Number(values.port),
    allowPush: values['allow-push'],
  });
  io.stdout.write(`serving ${values.root} at ${server.url}\n`);
  await new Promise<void>(done => {
    if (io.signal.aborted) {
      done();
    }
    io.signal.addEventListener('abort', () => done(), { once: true });
  });
  await server.stop();
  return 0;
}

/** `gitops git-server`: repositories for development. */
export const command: Command = {
  name: 'git-server',
  summary: 'Serve bare Git repositories over HTTP, for development',
  run,
};
