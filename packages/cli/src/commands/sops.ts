import {
  ageKeyService,
  decrypt,
  formatForPath,
  pgpKeyService,
} from '@backstage-gitops/sops';
import type { Format, KeyService } from '@backstage-gitops/sops';
import { existsSync, readFileSync } from 'fs';
import { homedir } from 'os';
import { join, resolve } from 'path';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';

const HELP = `Usage: gitops sops decrypt FILE [--input-type T] [--output-type T] [--ignore-mac]
                           [--pgp-key FILE]...

Prints a document that sops encrypted. T is yaml, json, dotenv, ini or binary;
by default the file name says it. Keys: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, then
sops/age/keys.txt of the user's configuration; armored PGP private keys by
--pgp-key; VAULT_TOKEN; for AWS, GCP and Azure the machine's own identity.
`;
/** The sops command has no limit; one keeps a mistake from filling memory. */
const MAX_BYTES = 256 * 1024 * 1024;
const FORMATS: readonly Format[] = ['yaml', 'json', 'dotenv', 'ini', 'binary'];

function asFormat(text: string | undefined): Format | undefined {
  if (text === undefined) return undefined;
  const format = FORMATS.find(known => known === text);
  if (!format) {
    throw new Error(`unknown type "${text}": use ${FORMATS.join(', ')}`);
  }
  return format;
}

function ageIdentities({ env }: CommandIo): string[] {
  const configHome = env.XDG_CONFIG_HOME || join(homedir(), '.config');
  const file = env.SOPS_AGE_KEY_FILE || join(configHome, 'sops/age/keys.txt');
  return [
    ...(env.SOPS_AGE_KEY ? [env.SOPS_AGE_KEY] : []),
    ...(env.SOPS_AGE_KEY_FILE || existsSync(file)
      ? [readFileSync(file, 'utf8')]
      : []),
  ];
}

async function keyServices(
  pgpKeyFiles: readonly string[],
  io: CommandIo,
): Promise<KeyService[]> {
  const remote = await import('@backstage-gitops/sops-node');
  const { VAULT_TOKEN: token, VAULT_NAMESPACE: namespace } = io.env;
  const pgpKeys = pgpKeyFiles.map(file =>
    readFileSync(resolve(io.cwd, file), 'utf8'),
  );
  return [
    ageKeyService(ageIdentities(io)),
    pgpKeyService(pgpKeys),
    remote.awsKmsService(),
    remote.gcpKmsService(),
    remote.azureKeyVaultService(),
    ...(token ? [remote.vaultTransitService({ token, namespace })] : []),
  ];
}

/** `gitops sops decrypt FILE`: what `sops decrypt FILE` prints. */
export const command: Command = {
  name: 'sops',
  summary: 'Decrypt a SOPS document',
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        'input-type': { type: 'string' },
        'output-type': { type: 'string' },
        'ignore-mac': { type: 'boolean' },
        'pgp-key': { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      io.stdout.write(HELP);
      return 0;
    }
    const [verb, file, ...more] = positionals;
    if (verb !== 'decrypt' || file === undefined || more.length > 0) {
      throw new Error('expected "sops decrypt FILE"; see gitops sops --help');
    }
    const { data, mac } = await decrypt(
      readFileSync(resolve(io.cwd, file)),
      asFormat(values['input-type']) ?? formatForPath(file),
      {
        keyServices: await keyServices(values['pgp-key'] ?? [], io),
        outputFormat: asFormat(values['output-type']),
        maxBytes: MAX_BYTES,
      },
    );
    if (mac !== 'valid' && !values['ignore-mac']) {
      throw new Error(
        `${file}: MAC ${mac}: entries were added, removed or reordered since it was encrypted; --ignore-mac prints it all the same`,
      );
    }
    io.stdout.write(data);
    return 0;
  },
};
