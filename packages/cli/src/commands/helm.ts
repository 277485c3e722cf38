import type { Command, CommandIo } from '../command';
import { template } from '../helm/template';

/** A command below `gitops helm`, called with the words after its name. */
type Run = (argv: string[], io: CommandIo) => Promise<number>;

interface Verb {
  readonly summary: string;
  /** Loads the command; those that talk to a cluster load more. */
  load(): Promise<Run>;
}

const VERBS: Readonly<Record<string, Verb>> = {
  install: {
    summary: 'Install a chart as a release',
    load: async () => (await import('../helm/install')).install,
  },
  upgrade: {
    summary: 'Upgrade a release to a chart',
    load: async () => (await import('../helm/upgrade')).upgrade,
  },
  rollback: {
    summary: 'Go back to an earlier revision of a release',
    load: async () => (await import('../helm/rollback')).rollback,
  },
  uninstall: {
    summary: 'Remove releases and their objects',
    load: async () => (await import('../helm/uninstall')).uninstall,
  },
  test: {
    summary: 'Run the tests of a release',
    load: async () => (await import('../helm/testRelease')).testRelease,
  },
  list: {
    summary: 'List releases',
    load: async () => (await import('../helm/read/list')).list,
  },
  status: {
    summary: 'Show a release and its objects',
    load: async () => (await import('../helm/read/status')).status,
  },
  history: {
    summary: 'List the revisions of a release',
    load: async () => (await import('../helm/read/history')).history,
  },
  get: {
    summary: 'Show what is stored of a release',
    load: async () => (await import('../helm/read/get')).get,
  },
  template: {
    summary: 'Render a chart locally',
    load: () => Promise.resolve(template),
  },
};

/** Other names of commands. */
const ALIASES: Readonly<Record<string, string>> = {
  del: 'uninstall',
  hist: 'history',
  ls: 'list',
  delete: 'uninstall',
  un: 'uninstall',
};

function overview(): string {
  const width = Math.max(...Object.keys(VERBS).map(name => name.length));
  const lines = Object.entries(VERBS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return [
    'Usage: gitops helm <command> [arguments]',
    '',
    'Commands:',
    ...lines,
    '',
    'A command explains itself with --help.',
    '',
  ].join('\n');
}

/** `gitops helm`: charts and releases on the command line. */
export const command: Command = {
  name: 'helm',
  summary: 'Render Helm charts, and install, upgrade and undo releases',
  async run(argv, io) {
    const [word = '', ...rest] = argv;
    const name = Object.hasOwn(ALIASES, word) ? ALIASES[word] : word;
    if (Object.hasOwn(VERBS, name)) {
      const run = await VERBS[name].load();
      return run(rest, io);
    }
    if (word === '--help' || word === '-h' || word === 'help') {
      io.stdout.write(overview());
      return 0;
    }
    io.stderr.write(
      `Error: unknown command ${JSON.stringify(word)} for "gitops helm"\n`,
    );
    return 1;
  },
};
