import type { Command, CommandIo } from './command';

/** A command in the table, not loaded yet. */
export interface CommandEntry {
  readonly summary: string;
  /** Loads the file of the command; only the one that runs is loaded. */
  load(): Promise<{ readonly command: Command }>;
}

/** Commands by their first word. */
export type CommandTable = Readonly<Record<string, CommandEntry>>;

/** The commands of `gitops`. */
export const COMMANDS: CommandTable = {
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
    summary: 'Render Helm charts, and install, upgrade and undo releases',
    load: () => import('./commands/helm'),
  },
  controllers: {
    summary: 'Run the controllers without a portal',
    load: () => import('./commands/controllers'),
  },
  devcluster: {
    summary: 'Run the embedded Kubernetes API server',
    load: () => import('./commands/devcluster'),
  },
  'git-server': {
    summary: 'Serve bare Git repositories over HTTP, for development',
    load: () => import('./commands/gitServer'),
  },
  build: {
    summary: 'Archive manifests as an artifact: build artifact',
    load: () => import('./artifact/build'),
  },
  push: {
    summary: 'Push manifests to an OCI registry: push artifact',
    load: () => import('./artifact/push'),
  },
  pull: {
    summary: 'Pull an artifact from an OCI registry: pull artifact',
    load: () => import('./artifact/pull'),
  },
  tag: {
    summary: 'Tag an artifact in an OCI registry: tag artifact',
    load: () => import('./artifact/tag'),
  },
  list: {
    summary: 'List the artifacts of an OCI repository: list artifacts',
    load: () => import('./artifact/list'),
  },
  diff: {
    summary: 'Compare an artifact with local files: diff artifact',
    load: () => import('./artifact/diff'),
  },
  install: {
    summary: 'Write CRDs, namespace and RBAC to a cluster, or as YAML',
    load: () => import('./commands/install'),
  },
};

function overview(commands: CommandTable): string {
  const width = Math.max(...Object.keys(commands).map(name => name.length));
  const lines = Object.entries(commands)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: gitops <command> [arguments]',
    '',
    'Commands:',
    ...lines,
    '',
    'A command explains itself with --help.',
    '',
  ].join('\n');
}

function oneLine(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return String(message ?? error).trimEnd();
}

/**
 * Runs one command line.
 * @param argv - words after `gitops`, e.g. `['kustomize', 'build', '.']`
 * @returns the exit code: what the command returned, 1 when it threw
 */
export async function main(
  argv: string[],
  io: CommandIo,
  commands: CommandTable = COMMANDS,
): Promise<number> {
  const [name, ...rest] = argv;
  // `help NAME` is `NAME --help`.
  if (name === 'help' && rest.length > 0) {
    return main([rest[0], '--help'], io, commands);
  }
  if (name === undefined || name === 'help' || name === '--help') {
    io.stdout.write(overview(commands));
    return name === undefined ? 1 : 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
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
