import type { CommandIo } from '../../command';
import type { FlagSpec } from '../../flags';
import { CLUSTER_FLAGS } from '../flags/commonFlags';
import { helmCommand, type HelmCall, type HelmCommand } from '../helmCommand';
import { goJson } from '@backstage-gitops/helm-release';
import { formatDetails, hooksText } from './details';
import { findRevision } from './findRevision';
import { formatOutput } from './format';
import { GET_HELP } from './help';
import { getMetadata } from './metadata';
import { computedValues, givenValues, valuesYaml } from './values';

const OUTPUT: FlagSpec = { kind: 'output', short: 'o' };

/** A command below `helm get`, with flags of its own. */
function getCommand(
  name: string,
  flags: Readonly<Record<string, FlagSpec>>,
  text: (call: HelmCall) => Promise<string>,
): HelmCommand {
  return helmCommand({
    name: `get ${name}`,
    usage: 'RELEASE_NAME',
    help: GET_HELP,
    words: { exactly: 1 },
    flags: { ...CLUSTER_FLAGS, revision: { kind: 'int' }, ...flags },
    run: async call => {
      call.io.stdout.write(await text(call));
    },
  });
}

const NO_TEMPLATE = 'choose the fields of --output json of status instead';

const COMMANDS: Readonly<Record<string, HelmCommand>> = {
  all: getCommand(
    'all',
    { template: { kind: 'string', refuse: NO_TEMPLATE } },
    getAll,
  ),
  values: getCommand(
    'values',
    { all: { kind: 'bool', short: 'a' }, output: OUTPUT },
    getValues,
  ),
  manifest: getCommand(
    'manifest',
    {},
    async call => `${(await findRevision(call)).manifest}\n`,
  ),
  hooks: getCommand('hooks', {}, async call =>
    hooksText(await findRevision(call)),
  ),
  notes: getCommand('notes', {}, async call => {
    const { notes } = (await findRevision(call)).info;
    return notes === '' ? '' : `NOTES:\n${notes}\n`;
  }),
  metadata: getCommand('metadata', { output: OUTPUT }, getMetadata),
};

/** `gitops helm get` */
export async function get(argv: string[], io: CommandIo): Promise<number> {
  const [name = '', ...rest] = argv;
  if (Object.hasOwn(COMMANDS, name)) {
    return COMMANDS[name](rest, io);
  }
  if (name === '' || name === '--help' || name === '-h') {
    io.stdout.write(GET_HELP);
    return 0;
  }
  io.stderr.write(
    `Error: unknown command ${JSON.stringify(name)} for "gitops helm get"\n`,
  );
  return 1;
}

async function getAll(call: HelmCall): Promise<string> {
  const release = await findRevision(call);
  return formatDetails(release, {
    showsChart: true,
    values:
      `USER-SUPPLIED VALUES:\n${valuesYaml(givenValues(release))}\n` +
      `COMPUTED VALUES:\n${valuesYaml(computedValues(release))}\n`,
    showsManifest: true,
  });
}

async function getValues(call: HelmCall): Promise<string> {
  const { flags } = call;
  const release = await findRevision(call);
  const isComputed = flags.isSet('all');
  const values = isComputed ? computedValues(release) : givenValues(release);
  const title = isComputed ? 'COMPUTED VALUES' : 'USER-SUPPLIED VALUES';
  return formatOutput(flags, {
    table: () => `${title}:\n${valuesYaml(values)}`,
    json: () => goJson(values),
  });
}
