import type { Command } from '../command';
import { template } from '../helm/template';

const HELP = `Usage: gitops helm template [NAME] CHART [flags]

Commands:
  template  Render a chart locally; see gitops helm template --help
`;

/** `gitops helm`: the chart engine on the command line. */
export const command: Command = {
  name: 'helm',
  summary: 'Render Helm charts as helm template does',
  async run(argv, io) {
    const [verb, ...rest] = argv;
    if (verb === 'template') {
      return template(rest, io);
    }
    if (verb === '--help' || verb === '-h' || verb === 'help') {
      io.stdout.write(HELP);
      return 0;
    }
    io.stderr.write(
      `Error: unknown command ${JSON.stringify(
        verb ?? '',
      )} for "gitops helm"\n`,
    );
    return 1;
  },
};
