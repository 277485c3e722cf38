import { EnvsubstError, substitute } from '@backstage-gitops/envsubst';
import { text } from 'stream/consumers';
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

function substituteLine(
  line: string,
  number: number,
  variables: Map<string, string>,
  strict: boolean,
): string {
  try {
    return `${substitute(line, variables, { strict })}\n`;
  } catch (error) {
    if (!(error instanceof EnvsubstError)) throw error;
    throw new Error(`line ${number}: ${error.message}`, { cause: error });
  }
}

/** `gitops envsubst`: substitution of standard input, line by line as `flux envsubst`. */
export const command: Command = {
  name: 'envsubst',
  summary: 'Substitute environment variables in standard input',
  async run(argv, io) {
    const { values } = parseArgs({
      args: argv,
      options: {
        strict: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      io.stdout.write(HELP);
      return 0;
    }
    const variables = setVariables(io.env);
    const lines = (await text(io.stdin)).split(/\r?\n/);
    if (lines[lines.length - 1] === '') lines.pop();
    const substituted = lines.map((line, index) =>
      substituteLine(line, index + 1, variables, values.strict === true),
    );
    io.stdout.write(substituted.join(''));
    return 0;
  },
};
