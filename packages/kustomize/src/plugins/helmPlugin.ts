import {
  decode,
  parseDocument,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { KustomizeError, withPrefix } from '../errors';
import type { HelmRelease } from '../generators/helmChart';
import { decodeSigs } from '../load/kustomizationFile';
import type {
  HelmChartSettings,
  HelmGlobals,
} from '../load/kustomizationTypes';
import type { FileSystem } from '../fileSystem';
import { mountedFileSystem } from '../load/mountedFileSystem';
import { isInOrBelow, joinPath } from '../load/path';
import { readResources } from '../load/readResources';
import { decodeText } from '../load/text';
import { strategicMerge } from '../merge/strategicMerge';
import { SchemaSet } from '../openapi/schema';
import { HELM_GENERATED } from '../resources/annotations';
import { fromMap } from '../resources/fromValue';
import { setAnnotation } from '../resources/metadata';
import type { Resource } from '../resources/resource';
import { timestampText } from '../resources/timestampText';
import type { JsonValue } from '../resources/toValue';
import type { PluginContext } from './plugin';

type Values = { [key: string]: JsonValue };

/**
 * One entry of `helmCharts`. The chart must be in the tree: nothing is pulled.
 * @returns what makes the objects
 * @throws KustomizeError - helm, invalid-config
 */
export function configureHelmChart(
  settings: HelmChartSettings & HelmGlobals,
  plugin: PluginContext,
): () => Resource[] {
  const { options } = plugin.state;
  if (!options.enableHelm) {
    throw new KustomizeError('helm', 'must specify --enable-helm');
  }
  if (!settings.name) {
    throw new KustomizeError('invalid-config', 'chart name cannot be empty');
  }
  const { valuesMerge = '' } = settings;
  if (!['', 'merge', 'override', 'replace'].includes(valuesMerge)) {
    throw new KustomizeError(
      'invalid-config',
      'valuesMerge must be one of [merge override replace]',
    );
  }
  for (const file of settings.additionalValuesFiles ?? []) {
    withPrefix('could not load additionalValuesFile', () =>
      plugin.loader.load(file),
    );
  }
  return () => renderChart(settings, plugin);
}

function renderChart(
  settings: HelmChartSettings & HelmGlobals,
  plugin: PluginContext,
): Resource[] {
  const { state } = plugin;
  const { renderHelm } = state.options;
  if (renderHelm === undefined) {
    throw new KustomizeError(
      'helm',
      `chart '${settings.name}' needs a Helm renderer, and none was passed to this build`,
    );
  }
  const chart = findChart(settings, plugin);
  const text = runRenderer(renderHelm, release(settings, chart, plugin));
  const resources = readResources(text, state);
  for (const resource of resources) {
    setAnnotation(resource.node, HELM_GENERATED, 'true');
    resource.touch();
  }
  return resources;
}

/** Where a chart is: in the tree, or pulled as if it was there. */
interface FoundChart {
  readonly fs: FileSystem;
  readonly path: string;
  readonly isPulled: boolean;
}

function findChart(
  settings: HelmChartSettings & HelmGlobals,
  { state, loader }: PluginContext,
): FoundChart {
  const { name = '', repo, version = '', devel = false } = settings;
  const path = joinPath(chartHome(settings, loader.root), name);
  const fs = loader.files;
  if (fs.stat(path)?.kind === 'dir') return { fs, path, isPulled: false };
  if (!repo) {
    throw new KustomizeError(
      'helm',
      `no repo specified for pull, no chart found at '${path}'`,
    );
  }
  const pulled = state.loading.remotes.findChart({
    name,
    repo,
    version,
    devel,
  });
  if (pulled === undefined) {
    throw new KustomizeError(
      'helm',
      `chart '${name}' of ${repo} is not in '${path}': pull it into the tree first`,
    );
  }
  return {
    fs: mountedFileSystem(fs, path, pulled.fs, pulled.root),
    path,
    isPulled: true,
  };
}

function runRenderer(
  render: (release: HelmRelease) => string,
  input: HelmRelease,
): string {
  try {
    return render(input);
  } catch (cause) {
    throw new KustomizeError(
      'helm',
      `rendering chart '${input.chartPath}': ${
        cause instanceof Error ? cause.message : cause
      }`,
      { cause },
    );
  }
}

function chartHome(
  settings: HelmChartSettings & HelmGlobals,
  root: string,
): string {
  const home = settings.chartHome || 'charts';
  const absolute = home.startsWith('/') ? home : joinPath(root, home);
  return settings.version && settings.repo
    ? joinPath(absolute, `${settings.name}-${settings.version}`)
    : absolute;
}

function release(
  settings: HelmChartSettings & HelmGlobals,
  chart: FoundChart,
  { loader, state }: PluginContext,
): HelmRelease {
  const { options } = state;
  return {
    fs: chart.fs,
    chartPath: chart.path,
    releaseName: settings.releaseName ?? '',
    nameTemplate: settings.nameTemplate ?? '',
    namespace: settings.namespace ?? '',
    values: chartValues(settings, chart, loader),
    additionalValuesFiles: (settings.additionalValuesFiles ?? []).map(file =>
      joinPath(loader.root, file),
    ),
    includeCrds: settings.includeCRDs ?? false,
    skipHooks: settings.skipHooks ?? false,
    skipTests: settings.skipTests ?? false,
    apiVersions: settings.apiVersions ?? options.helmApiVersions ?? [],
    kubeVersion: settings.kubeVersion || (options.helmKubeVersion ?? ''),
  };
}

/** The values that stand in for the chart's own, as Helm would read them. */
function chartValues(
  { valuesFile, valuesInline, valuesMerge }: HelmChartSettings,
  chart: FoundChart,
  loader: PluginContext['loader'],
): Values {
  const file = valuesFile || joinPath(chart.path, 'values.yaml');
  const load = () => loadValues(file, chart, loader);
  if (valuesInline === undefined || valuesInline.size === 0) {
    return (decodeSigs(load(), file) ?? {}) as Values;
  }
  const inline = Object.fromEntries(valuesInline);
  if (valuesMerge === 'replace') return inline;
  const fromFile = readTree(load(), file);
  const inlineTree = fromMap(inline);
  const merged =
    valuesMerge === 'merge'
      ? strategicMerge(fromFile, inlineTree, NO_SCHEMAS, 'append')
      : strategicMerge(inlineTree, fromFile, NO_SCHEMAS, 'append');
  if (merged === undefined) return {};
  return decode(merged, { timestamp: timestampText }) as Values;
}

/** A values file of the tree, or of a chart that was pulled. */
function loadValues(
  file: string,
  { fs, path, isPulled }: FoundChart,
  loader: PluginContext['loader'],
): Uint8Array {
  const absolute = file.startsWith('/') ? file : joinPath(loader.root, file);
  return isPulled && isInOrBelow(absolute, path)
    ? fs.readFile(absolute)
    : loader.load(file);
}

const NO_SCHEMAS = new SchemaSet([]);

/**
 * A values file as kustomize merges it: by yaml.v3, to which `yes` is text,
 * and with its aliases, which the merge drops outside of lists.
 */
function readTree(content: Uint8Array, file: string): YamlNode {
  const tree = withPrefix('could not parse values file into rnode', () => {
    try {
      return parseDocument(decodeText(content, file))?.content[0];
    } catch (cause) {
      const { message, line, column } = cause as Error & {
        line?: number;
        column?: number;
      };
      const place = { file, line, column, cause };
      throw new KustomizeError('malformed-yaml', message, place);
    }
  });
  if (tree !== undefined) return tree;
  throw new KustomizeError(
    'malformed-yaml',
    `could not parse values file into rnode: EOF`,
    { file },
  );
}
