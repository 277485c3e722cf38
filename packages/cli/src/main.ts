import type { Command, CommandIo } from './command';

interface Entry {
  readonly summary: string;
  /** Loads the file of the command; only the one that runs is loaded. */
  load(): Promise<{ readonly command: Command }>;
}

/** Every command by its first word. */
const COMMANDS: Readonly<Record<string, Entry>> = {
  kustomize: {
    summary: 'Build a kustomization, as kustomize build does',
    load: () => import('./commands/kustomize'),
  },
  sops: {
    summary: 'Decrypt a SOPS document',
    load: () => import('./commands/sops'),
  },
  envsubst: {
    summary: 'Substitute environment variables in standard input',
    load: () => import('./commands/envsubst'),
  },
  helm: {
    summary: 'Render Helm charts as helm template does',
    load: () => import('./commands/helm'),
  },
  controllers: {
    summary: 'Run the controllers without a portal',
    load: () => import('./commands/controllers'),
  },
  'git-server': {
    summary: 'Serve bare Git repositories over HTTP, for development',
    load: () => import('./commands/gitServer'),
  },
  install: {
    summary: 'Write CRDs, namespace and RBAC to a cluster, or as YAML',
    load: () => import('./commands/install'),
  },
};

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map(name => name.length));
  const lines = Object.entries(COMMANDS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: npm run -s gitops -- <command> [arguments]',
    '',
    'Commands:',
    ...lines,
    '',
    'A command explains itself with --help.',
    '',
  ].join('\n');
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trimEnd();
}

/**
 * Runs one command line.
 * @param argv - words after `gitops`, e.g. `['kustomize', 'build', '.']`
 * @returns the exit code: what the command returned, 1 when it threw
 */
export async function main(argv: string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help') {
    io.stdout.write(overview());
    return name === undefined ? 1 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    io.stderr.write(`error: unknown command "${name}"; see gitops --help\n`);
    return 1;
  }
  try {
    const { command } = await entry.load();
    return await command.run(rest, io);
  } catch (error) {
    io.stderr.write(`error: ${oneLine(error)}\n`);
    return 1;
  }
}
