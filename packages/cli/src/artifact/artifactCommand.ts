import type { Command, CommandIo } from '../command';
import { parseFlags } from '../flags';
import type { FlagSpec, ParsedFlags } from '../flags';

/** What a command works with. */
export interface ArtifactContext {
  readonly flags: ParsedFlags;
  /** Words after `artifact`. */
  readonly args: readonly string[];
  readonly io: CommandIo;
  readonly say: Reporter;
}

/** Writes lines to standard error, marked as the flux CLI marks them. */
export interface Reporter {
  /** What begins: `►`. */
  action(text: string): void;
  /** What goes on: `◎`. */
  waiting(text: string): void;
  /** What is done: `✔`. */
  success(text: string): void;
  /** What deserves a look: `⚠`. */
  warning(text: string): void;
}

interface ArtifactCommand {
  /** First word: `push`. */
  readonly name: string;
  /** Second word: `artifact`. */
  readonly noun: string;
  readonly summary: string;
  readonly help: string;
  readonly flags: Readonly<Record<string, FlagSpec>>;
  /** @returns the exit code. What it throws is printed as one line; the code is 1. */
  run(context: ArtifactContext): Promise<number>;
}

/** Makes a command of two words, with the error lines of the flux CLI. */
export function artifactCommand(definition: ArtifactCommand): Command {
  const { name, summary } = definition;
  return {
    name,
    summary,
    async run(argv, io) {
      try {
        return await runDefinition(definition, argv, io);
      } catch (error) {
        const { message } = error as Error;
        io.stderr.write(`✗ ${String(message ?? error).trimEnd()}\n`);
        return 1;
      }
    },
  };
}

async function runDefinition(
  { name, noun, help, flags: specs, run }: ArtifactCommand,
  argv: string[],
  io: CommandIo,
): Promise<number> {
  const flags = parseFlags(argv, specs);
  if (flags.isSet('help')) {
    io.stdout.write(help);
    return 0;
  }
  const [word, ...args] = flags.words;
  if (word !== noun) {
    const problem = word ? `unknown command "${word}"` : 'a word is missing';
    throw new Error(
      `${problem}: write gitops ${name} ${noun}; see gitops ${name} --help`,
    );
  }
  return run({ flags, args, io, say: reporterTo(io.stderr) });
}

function reporterTo(stream: NodeJS.WritableStream): Reporter {
  const line = (mark: string) => (text: string) => {
    stream.write(`${mark} ${text}\n`);
  };
  return {
    action: line('►'),
    waiting: line('◎'),
    success: line('✔'),
    warning: line('⚠'),
  };
}
