import {
  DEFAULT_CAPABILITIES,
  formatTemplate,
  HelmError,
  InvalidManifestError,
  parseKubeVersion,
  renderChart,
  toReleaseName,
  type Capabilities,
  type RenderResult,
} from '@backstage-gitops/helm';
import { text as readStream } from 'stream/consumers';
import type { CommandIo } from '../command';
import { defaultNamespace } from './defaultNamespace';
import { ENVIRONMENT } from './environment';
import { FlagError, parseFlags, type ParsedFlags } from '../flags';
import { readChart } from './readChart';
import { readUserValues } from './readUserValues';
import { TEMPLATE_FLAGS } from './templateFlags';

/** `helm template` sets this name before it looks at the others. */
const RELEASE_NAME = 'release-name';

const HELP = `Usage: gitops helm template [NAME] CHART [flags]

Renders a chart on disk as helm template does and prints the result. Flags:
  -f, --values FILE        values file; may be repeated, - is standard input
      --set, --set-string, --set-json, --set-file, --set-literal KEY=VALUE
  -n, --namespace NAME     namespace of the release
      --name-template TEXT template for the release's name
      --kube-version V     Kubernetes version of .Capabilities.KubeVersion
  -a, --api-versions LIST  further API versions of .Capabilities.APIVersions
  -s, --show-only PATTERN  only documents of these templates
      --include-crds       print the files below crds/ too
      --is-upgrade         .Release.IsUpgrade instead of .Release.IsInstall
      --skip-tests         leave out test hooks
      --no-hooks           leave out all hooks
      --skip-schema-validation  do not check values.schema.json
      --debug              print what was rendered also when it is no YAML
`;

/**
 * `gitops helm template`.
 * @returns the exit code; errors are printed as Helm prints them
 */
export async function template(argv: string[], io: CommandIo): Promise<number> {
  try {
    const flags = parseFlags(argv, TEMPLATE_FLAGS);
    flags.warnings.forEach(warning => io.stderr.write(`${warning}\n`));
    if (flags.isSet('help')) {
      io.stdout.write(HELP);
      return 0;
    }
    await run(flags, io);
    return 0;
  } catch (error) {
    if (!(error instanceof HelmError || error instanceof FlagError)) {
      throw error;
    }
    io.stderr.write(`Error: ${error.message}\n`);
    return 1;
  }
}

async function run(flags: ParsedFlags, io: CommandIo): Promise<void> {
  requireWords(flags.words);
  const capabilities = capabilitiesOf(flags);
  requireDryRun(flags.last('dry-run') ?? 'client');
  const { name, reference } = nameAndChart(flags);
  const log = (message: string, attributes: string) => {
    const line = `level=INFO msg=${JSON.stringify(message)} ${attributes}`;
    io.stderr.write(`${line.trim()}\n`);
  };
  const warn = (message: string) => log(message, '');
  const readsStdin = flags.values('values').some(path => path.trim() === '-');
  const values = readUserValues(flags, {
    cwd: io.cwd,
    stdin: readsStdin ? await readStream(io.stdin) : '',
  });
  const chart = readChart(reference, io.cwd, log);
  if (chart.metadata.deprecated) {
    io.stderr.write('level=WARN msg="this chart is deprecated"\n');
  }
  const namespace =
    flags.last('namespace') ||
    defaultNamespace(io.env, {
      kubeconfig: flags.last('kubeconfig'),
      context: flags.last('kube-context'),
    });
  const isUpgrade = flags.isSet('is-upgrade');
  const release = { name, namespace, isUpgrade };
  const render = () =>
    renderChart(chart, values, release, capabilities, {
      environment: ENVIRONMENT,
      skipSchemaValidation: flags.isSet('skip-schema-validation'),
      includeSubchartNotes: flags.isSet('render-subchart-notes'),
      warn,
    });
  io.stdout.write(format(attempt(render, flags, io), flags));
}

function requireWords(words: readonly string[]): void {
  if (words.length === 0) {
    throw new FlagError(
      '"helm template" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]',
    );
  }
}

/** Rendering is always a dry run; Helm's own words for what is none. */
function requireDryRun(value: string): void {
  if (value === 'server') {
    throw new FlagError(
      '--dry-run=server is not supported: charts are rendered without a cluster',
    );
  }
  const problem = `invalid dry-run value (${JSON.stringify(value)}). Must be`;
  if (['none', '0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) {
    throw new FlagError(`${problem} "server" or "client"`);
  }
  const accepted = ['unset', 'client', '1', 't', 'T', 'true', 'TRUE', 'True'];
  if (!accepted.includes(value)) {
    throw new FlagError(`${problem} "none", "server", or "client"`);
  }
}

function capabilitiesOf(flags: ParsedFlags): Capabilities {
  const kubeVersion = flags.last('kube-version');
  return {
    ...DEFAULT_CAPABILITIES,
    kubeVersion: kubeVersion
      ? parseKubeVersion(kubeVersion)
      : DEFAULT_CAPABILITIES.kubeVersion,
    apiVersions: [
      ...DEFAULT_CAPABILITIES.apiVersions,
      ...flags.values('api-versions'),
    ],
  };
}

function nameAndChart(flags: ParsedFlags): { name: string; reference: string } {
  const { words } = flags;
  const nameTemplate = flags.last('name-template') ?? '';
  if (words.length > 2) {
    throw new FlagError(
      `expected at most two arguments, unexpected arguments: ${words
        .slice(2)
        .join(', ')}`,
    );
  }
  if (words.length === 1) {
    const source = { template: nameTemplate, name: RELEASE_NAME, chart: '' };
    return { name: toReleaseName(source, ENVIRONMENT), reference: words[0] };
  }
  if (flags.isSet('generate-name')) {
    throw new FlagError('cannot set --generate-name and also specify a name');
  }
  if (nameTemplate !== '') {
    throw new FlagError('cannot set --name-template and also specify a name');
  }
  return { name: words[0], reference: words[1] };
}

/** Errors after which Helm has a release to show, and says how. */
const DEBUGGABLE = ['TEMPLATE', 'MANIFEST', 'KUBE_VERSION'];

function format(result: RenderResult, flags: ParsedFlags): string {
  return formatTemplate(result, {
    includeCrds: flags.isSet('include-crds'),
    skipHooks: flags.isSet('no-hooks'),
    skipTests: flags.isSet('skip-tests'),
    showOnly: flags.values('show-only'),
  });
}

function attempt(
  render: () => RenderResult,
  flags: ParsedFlags,
  io: CommandIo,
): RenderResult {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof HelmError)) {
      throw error;
    }
    if (error.code === 'RELEASE_NAME') {
      const detail = error.message.replace(/^release name check failed: /, '');
      io.stderr.write(
        `level=ERROR msg="release name check failed" error=${JSON.stringify(
          detail,
        )}\n`,
      );
    }
    if (!DEBUGGABLE.includes(error.code)) {
      throw error;
    }
    if (!flags.isSet('debug')) {
      throw new HelmError(
        error.code,
        `${error.message}\n\nUse --debug flag to render out invalid YAML`,
        { cause: error },
      );
    }
    io.stdout.write(`${renderedText(error)}\n`);
    throw error;
  }
}

function renderedText(error: HelmError): string {
  return error instanceof InvalidManifestError
    ? [...error.rendered]
        .filter(([, text]) => text.trim() !== '')
        .map(([path, text]) => `---\n# Source: ${path}\n${text}\n`)
        .join('')
        .trim()
    : '';
}
