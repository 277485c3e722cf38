import { renderHelmChartForKustomize } from '@backstage-gitops/helm';
import {
  buildKustomization,
  nodeFileSystem,
  parseRepositoryReference,
  type BuildOptions,
  type LoadRestrictor,
} from '@backstage-gitops/kustomize';
import * as fs from 'fs';
import { resolve } from 'path';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';
import { ENVIRONMENT } from '../helm/environment';
import { RemoteFiles } from '../kustomize/RemoteFiles';

const HELP = `Usage: gitops kustomize build [DIR|URL] [flags]

Builds the kustomization in a directory, by default the current one, or in a
Git repository, and prints what kustomize build prints.

Flags:
  -o, --output FILE              write to FILE instead of standard output
      --load-restrictor WORD     LoadRestrictionsRootOnly (default) or LoadRestrictionsNone
      --reorder WORD             legacy (default) or none
      --enable-helm              allow helmCharts
      --helm-kube-version V      Kubernetes version for charts that name none
      --helm-api-versions A      API version for charts that name none; may be repeated
`;

const RESTRICTORS: readonly string[] = [
  'LoadRestrictionsRootOnly',
  'LoadRestrictionsNone',
];

const OPTIONS = {
  'load-restrictor': { type: 'string', default: RESTRICTORS[0] },
  output: { type: 'string', short: 'o' },
  reorder: { type: 'string', default: 'legacy' },
  'enable-helm': { type: 'boolean', default: false },
  'helm-kube-version': { type: 'string' },
  'helm-api-versions': { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Flags of kustomize that let a repository start programs. */
const REFUSED =
  /^(--(?:enable-alpha-plugins|enable-exec|network|network-name|mount|as-current-user|helm-command))(?:=|$)/;

function parse(argv: string[]) {
  const refused = argv.map(word => REFUSED.exec(word)?.[1]).find(Boolean);
  if (refused !== undefined) {
    throw new Error(
      `${refused} is refused: charts are rendered here, and no program, exec or container function is ever started`,
    );
  }
  const { values, positionals } = parseArgs({
    args: argv,
    options: OPTIONS,
    allowPositionals: true,
  });
  if (values.help) return undefined;
  if (positionals[0] !== 'build' || positionals.length > 2) {
    throw new Error('expected build [DIR|URL]; see gitops kustomize --help');
  }
  if (!RESTRICTORS.includes(values['load-restrictor'])) {
    throw new Error(
      `illegal flag value --load-restrictor ${
        values['load-restrictor']
      }; legal values: ${RESTRICTORS.join(', ')}`,
    );
  }
  if (!['legacy', 'none'].includes(values.reorder)) {
    throw new Error(
      `illegal flag value --reorder ${values.reorder}; legal values: legacy, none`,
    );
  }
  const options: BuildOptions = {
    loadRestrictor: values['load-restrictor'] as LoadRestrictor,
    reorder: values.reorder as 'legacy' | 'none',
    enableHelm: values['enable-helm'],
    renderHelm: release => renderHelmChartForKustomize(release, ENVIRONMENT),
    helmKubeVersion: values['helm-kube-version'],
    helmApiVersions: values['helm-api-versions'],
  };
  return { target: positionals[1] ?? '.', output: values.output, options };
}

type Request = Exclude<ReturnType<typeof parse>, undefined>;

async function build(
  { target, output, options }: Request,
  { stdout, stderr, cwd, signal }: CommandIo,
): Promise<void> {
  const remotes = new RemoteFiles(signal);
  try {
    const isRemote = parseRepositoryReference(target) !== undefined;
    const result = await buildKustomization(
      nodeFileSystem(fs),
      isRemote ? target : resolve(cwd, target),
      { ...options, fetcher: remotes },
    );
    const text = result.yaml();
    for (const warning of result.warnings) stderr.write(`${warning}\n`);
    if (output !== undefined) {
      fs.writeFileSync(resolve(cwd, output), text);
      return;
    }
    await new Promise<void>(done => {
      stdout.write(text, () => done());
    });
  } finally {
    await remotes.remove();
  }
}

/** `gitops kustomize build`: prints what `kustomize build` prints. */
export const command: Command = {
  name: 'kustomize',
  summary: 'Build a kustomization, as `kustomize build` does',
  async run(argv, io) {
    try {
      const request = parse(argv);
      if (request === undefined) io.stdout.write(HELP);
      else await build(request, io);
      return 0;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      io.stderr.write(`Error: ${text.trimEnd().replace(/\n+/g, '; ')}\n`);
      return 1;
    }
  },
};
