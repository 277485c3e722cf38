import { KubeClient, SharedInformers } from '@backstage-gitops/kube';
import {
  CONTROLLERS,
  flagHelp,
  flagOptions,
  isServerUrl,
  LazyDatabase,
  openDatabase,
  readFlagOptions,
  startControllers,
  storagePathOf,
  type ControllerHostOptions,
  type FlagTexts,
} from '@backstage-gitops/plugin-gitops-controllers';
import { resolve } from 'path';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';
import { createLogger } from '../createLogger';
import { loadKubeConfig } from '../kubeConfig';

/** Flags besides those of the controllers. */
const OWN_FLAGS = [
  ...['kubeconfig', 'context', 'database', 'log-level', 'help'],
] as const;

const HELP = `Usage: gitops controllers [flags]

Runs the controllers on one cluster until it is stopped.

  --kubeconfig FILE                          default: KUBECONFIG, ~/.kube/config, the pod's account
  --context NAME                             default: the file's current context
  --database URL|FILE                        PostgreSQL (postgres://host/name, the password in PGPASSWORD)
                                             or a file of SQLite; default: in the storage directory
  --log-level debug|info|error               default: info
${flagHelp(CONTROLLERS)}`;

const SWITCHES = new Set([
  'help',
  ...flagOptions(CONTROLLERS)
    .filter(({ type }) => type === 'boolean')
    .map(({ flag }) => flag),
]);

/** Switches as Go's flag packages read them: `--x` is `--x=true`. */
function normalizeSwitches(argv: readonly string[]): string[] {
  return argv.map(word => {
    const name = word === '-h' ? 'help' : word.replace(/^--?/, '');
    return word.startsWith('-') && SWITCHES.has(name) ? `--${name}=true` : word;
  });
}

/** The flags as texts. @throws TypeError - an unknown flag */
export function parseFlags(argv: readonly string[]): FlagTexts {
  const names = [...OWN_FLAGS, ...flagOptions(CONTROLLERS).map(o => o.flag)];
  const { values } = parseArgs({
    args: normalizeSwitches(argv),
    options: Object.fromEntries(
      names.map(name => [name, { type: 'string' as const, multiple: true }]),
    ),
  });
  return values as FlagTexts;
}

function lastOf(flags: FlagTexts, name: string): string | undefined {
  return flags[name]?.at(-1);
}

/**
 * Directory of the artifacts: as given, or one for the command line in the
 * temporary directory.
 */
function storageOf({ host }: ControllerHostOptions, cwd: string): string {
  return host.storagePath === undefined
    ? storagePathOf(host, 'cli')
    : resolve(cwd, host.storagePath);
}

/**
 * The database of `--database`, open, so that a wrong one is told at once.
 * @returns undefined without the flag
 * @throws DatabaseError - it can't be used
 */
async function databaseOf(
  location: string | undefined,
  cwd: string,
): Promise<LazyDatabase | undefined> {
  if (location === undefined) return undefined;
  const place = isServerUrl(location) ? location : resolve(cwd, location);
  const database = new LazyDatabase(() => openDatabase(place));
  await database.get();
  return database;
}

async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = parseFlags(argv);
  if (lastOf(flags, 'help') === 'true') {
    io.stdout.write(HELP);
    return 0;
  }
  const options = readFlagOptions(flags, CONTROLLERS);
  const logger = createLogger(io.stderr, lastOf(flags, 'log-level') ?? 'info');
  const kubeConfig = loadKubeConfig(
    {
      kubeconfig: lastOf(flags, 'kubeconfig'),
      context: lastOf(flags, 'context'),
    },
    io,
  );
  const database = await databaseOf(lastOf(flags, 'database'), io.cwd);
  const client = KubeClient.fromKubeConfig(kubeConfig);
  const informers = new SharedInformers({ client, logger });
  try {
    const host = await startControllers({
      clusterName: kubeConfig.getCurrentContext(),
      client,
      informers,
      modules: CONTROLLERS,
      options,
      storagePath: storageOf(options, io.cwd),
      database: database?.get,
      logger,
      signal: io.signal,
    });
    io.stdout.write(`serving artifacts at ${host.artifactsUrl}\n`);
    await host.stopped;
    return 0;
  } finally {
    await informers.close();
    await client.close();
    await database?.close();
  }
}

/** `gitops controllers`: the same controllers as the backend plugin's. */
export const command: Command = {
  name: 'controllers',
  summary: 'Run the controllers without a portal',
  run,
};
