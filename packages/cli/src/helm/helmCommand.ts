import type { CommandIo } from '../command';
import {
  FlagError,
  parseFlags,
  type FlagSpec,
  type ParsedFlags,
} from '../flags';
import { HelmLog } from './helmLog';
import { openCluster, type HelmCluster } from './openCluster';

/** What the work of a command gets. */
export interface HelmCall {
  readonly flags: ParsedFlags;
  /** The words that are no flags. */
  readonly words: readonly string[];
  readonly io: CommandIo;
  readonly log: HelmLog;
  readonly cluster: HelmCluster;
}

/** A command of `gitops helm` that works on a cluster. */
interface HelmCommandSpec {
  /** e.g. `install`. */
  readonly name: string;
  /** Its words, as Helm's usage line has them. */
  readonly usage: string;
  readonly help: string;
  readonly flags: Readonly<Record<string, FlagSpec>>;
  readonly words: { readonly atLeast: number } | { readonly exactly: number };
  /** Refuses flags that do not fit each other, before anything is connected. */
  check?(flags: ParsedFlags): void;
  run(call: HelmCall): Promise<void>;
}

/** One command, called with the words after its name; gives the exit code. */
export type HelmCommand = (argv: string[], io: CommandIo) => Promise<number>;

/** Makes a command that reads flags and reports errors as Helm does. */
export function helmCommand(spec: HelmCommandSpec): HelmCommand {
  return async (argv, io) => {
    try {
      await runCommand(spec, argv, io);
      return 0;
    } catch (error) {
      io.stderr.write(`Error: ${messageOf(error)}\n`);
      return 1;
    }
  };
}

async function runCommand(
  spec: HelmCommandSpec,
  argv: string[],
  io: CommandIo,
): Promise<void> {
  const flags = parseFlags(argv, spec.flags);
  flags.warnings.forEach(warning => io.stderr.write(`${warning}\n`));
  if (flags.isSet('help')) {
    io.stdout.write(spec.help);
    return;
  }
  requireWords(spec, flags.words);
  spec.check?.(flags);
  const cluster = openCluster(flags, io);
  try {
    const log = new HelmLog(io.stderr, flags.isSet('debug'));
    await spec.run({ flags, words: flags.words, io, log, cluster });
  } finally {
    await cluster.close();
  }
}

function requireWords(
  { name, usage, words: wanted }: HelmCommandSpec,
  words: readonly string[],
): void {
  const isEnough =
    'exactly' in wanted
      ? words.length === wanted.exactly
      : words.length >= wanted.atLeast;
  if (isEnough) return;
  const count = 'exactly' in wanted ? wanted.exactly : wanted.atLeast;
  if (count === 0) {
    throw new FlagError(
      `"helm ${name}" accepts no arguments\n\nUsage:  helm ${name} [flags]`,
    );
  }
  throw new FlagError(
    `"helm ${name}" requires ${
      'exactly' in wanted ? '' : 'at least '
    }${count} ${
      count === 1 ? 'argument' : 'arguments'
    }\n\nUsage:  helm ${name} ${usage} [flags]`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Runs an action; SIGTERM and SIGINT cancel it, and that is said.
 * @throws Error - the action's, behind `prefix`
 */
export async function act<T>(
  { io, words }: HelmCall,
  prefix: string,
  action: () => Promise<T>,
): Promise<T> {
  const onAbort = () =>
    io.stdout.write(`Release ${words[0]} has been cancelled.\n`);
  io.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await action();
  } catch (error) {
    throw new Error(`${prefix}${messageOf(error)}`, { cause: error });
  } finally {
    io.signal.removeEventListener('abort', onAbort);
  }
}
