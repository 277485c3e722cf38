import type { Chart, Values } from '@backstage-gitops/helm';
import { HelmError, toReleaseName } from '@backstage-gitops/helm';
import {
  install as installRelease,
  type InstallOptions,
  type Release,
} from '@backstage-gitops/helm-release';
import { text as readStream } from 'stream/consumers';
import { FlagError, type ParsedFlags } from '../flags';
import { actionContext } from './actionContext';
import { ENVIRONMENT } from './environment';
import { RENDER_FLAGS } from './flags/commonFlags';
import { INSTALL_HELP } from './flags/help';
import {
  readApply,
  readDryRun,
  readLabels,
  readWait,
  requireOneForce,
} from './flags/readSettings';
import { act, helmCommand, type HelmCall } from './helmCommand';
import { locateChart } from './locateChart';
import { printRelease, type OutputFormat } from './printRelease';
import { readUserValues } from './readUserValues';

/** `gitops helm install` */
export const install = helmCommand({
  name: 'install',
  usage: '[NAME] [CHART]',
  help: INSTALL_HELP,
  words: { atLeast: 1 },
  flags: {
    ...RENDER_FLAGS,
    'generate-name': { kind: 'bool', short: 'g' },
    'name-template': { kind: 'string' },
    replace: { kind: 'bool' },
    'server-side': { kind: 'bool' },
  },
  check: requireOneForce,
  async run(call) {
    const { flags, io, log } = call;
    const dryRun = readDryRun(flags, log);
    const release = await act(call, 'INSTALLATION FAILED: ', () =>
      installChart(call, {
        dryRun,
        replace: flags.isSet('replace'),
        serverSideApply: flags.last('server-side') !== 'false',
      }),
    );
    io.stdout.write(printed(call, release));
  },
});

/** What an install has of its own, apart from the flags of every one. */
type InstallParts = Pick<
  InstallOptions,
  'dryRun' | 'replace' | 'serverSideApply'
>;

/** Installs the chart that the command line names; of `upgrade --install` too. */
export async function installChart(
  call: HelmCall,
  parts: InstallParts,
): Promise<Release> {
  const { flags, cluster } = call;
  const { name, reference } = nameAndChart(call.words, flags);
  const { chart, values } = await readInputs(call, reference);
  requireInstallable(chart);
  return installRelease(actionContext(call), {
    ...commonOptions(call, chart, values),
    ...parts,
    name,
    namespace: cluster.namespace,
    // helm install removes no old revisions.
    maxHistory: 0,
    createNamespace: flags.isSet('create-namespace'),
  });
}

/** Options that install and upgrade share. */
export function commonOptions(
  { flags, log }: HelmCall,
  chart: Chart,
  values: Values,
) {
  const description = flags.last('description');
  return {
    ...readWait(flags, log),
    ...readApply(flags),
    chart,
    values,
    ...(description && { description }),
    labels: readLabels(flags),
    skipCrds: flags.isSet('skip-crds'),
    skipSchemaValidation: flags.isSet('skip-schema-validation'),
    disableOpenApiValidation: flags.isSet('disable-openapi-validation'),
    includeSubchartNotes: flags.isSet('render-subchart-notes'),
    hideSecrets: flags.isSet('hide-secret'),
    rollbackOnFailure:
      flags.isSet('rollback-on-failure') || flags.isSet('atomic'),
  };
}

/** The chart and the values of a command line. */
export async function readInputs(
  { flags, io, log }: HelmCall,
  reference: string,
): Promise<{ readonly chart: Chart; readonly values: Values }> {
  const chart = await locateChart(reference, { flags, io, log });
  const readsStdin = flags.values('values').some(path => path.trim() === '-');
  const values = readUserValues(flags, {
    cwd: io.cwd,
    stdin: readsStdin ? await readStream(io.stdin) : '',
  });
  if (chart.metadata.deprecated) log.warn('this chart is deprecated');
  return { chart, values };
}

/** A release as the flags want it printed. */
export function printed({ flags }: HelmCall, release: Release): string {
  return printRelease(release, outputFormat(flags), {
    hidesNotes: flags.isSet('hide-notes'),
    isDebug: flags.isSet('debug'),
  });
}

export function outputFormat(flags: ParsedFlags): OutputFormat {
  return (flags.last('output') ?? 'table') as OutputFormat;
}

function requireInstallable({ metadata }: Chart): void {
  if (metadata.type === '' || metadata.type === 'application') return;
  throw new HelmError('CHART', `${metadata.type} charts are not installable`);
}

function nameAndChart(
  words: readonly string[],
  flags: ParsedFlags,
): { readonly name: string; readonly reference: string } {
  const template = flags.last('name-template') ?? '';
  if (words.length > 2) {
    throw new FlagError(
      `expected at most two arguments, unexpected arguments: ${words
        .slice(2)
        .join(', ')}`,
    );
  }
  if (words.length === 2) {
    requireNoName(flags, template);
    return { name: words[0], reference: words[1] };
  }
  const [reference] = words;
  if (template !== '') {
    const source = { template, name: '', chart: '' };
    return { name: toReleaseName(source, ENVIRONMENT), reference };
  }
  if (!flags.isSet('generate-name')) {
    throw new FlagError(
      'must either provide a name or specify --generate-name',
    );
  }
  return { name: generatedName(reference), reference };
}

function requireNoName(flags: ParsedFlags, template: string): void {
  if (flags.isSet('generate-name')) {
    throw new FlagError('cannot set --generate-name and also specify a name');
  }
  if (template !== '') {
    throw new FlagError('cannot set --name-template and also specify a name');
  }
}

/** Name of the chart's file and the time in seconds. */
function generatedName(reference: string): string {
  const base = reference.replace(/\/+$/, '').split('/').at(-1) ?? '';
  const stem = base === '' || base === '.' ? 'chart' : base.split('.')[0];
  return `${stem}-${Math.floor(Date.now() / 1000)}`;
}
