import { EnvsubstError, substitute } from '@backstage-gitops/envsubst';
import { buffer } from 'stream/consumers';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';

const HELP = `Usage: gitops envsubst [--strict] < FILE

Replaces \${name} and its operator forms in standard input by the values of the
environment, as a Kustomization's postBuild does. Without --strict, a variable
that is not set counts as empty.
`;

function setVariables(env: CommandIo['env']): Map<string, string> {
  return new Map(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

/** `gitops envsubst`: substitution of standard input. */
export const command: Command = {
  name: 'envsubst',
  summary: 'Substitute environment variables in standard input',
  async run(argv, io) {
    const { values } = parseArgs({
      args: argv,
      options: { strict: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      io.stdout.write(HELP);
      return 0;
    }
    const text = (await buffer(io.stdin)).toString('utf8');
    try {
      io.stdout.write(
        substitute(text, setVariables(io.env), { strict: !!values.strict }),
      );
      return 0;
    } catch (error) {
      if (!(error instanceof EnvsubstError) || error.line === 0) throw error;
      throw new Error(`line ${error.line}: ${error.message}`, { cause: error });
    }
  },
};
