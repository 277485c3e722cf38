import { KustomizeError, withPrefix } from '../errors';
import type { HelmRelease } from '../generators/helmChart';
import { decodeSigs } from '../load/kustomizationFile';
import type {
  HelmChartSettings,
  HelmGlobals,
} from '../load/kustomizationTypes';
import { joinPath } from '../load/path';
import { readResources } from '../load/readResources';
import { strategicMerge } from '../merge/strategicMerge';
import { SchemaSet } from '../openapi/schema';
import { HELM_GENERATED } from '../resources/annotations';
import { fromValue } from '../resources/fromValue';
import { setAnnotation } from '../resources/metadata';
import type { Resource } from '../resources/resource';
import { toValue, type JsonValue } from '../resources/toValue';
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
  const { state, loader } = plugin;
  const { renderHelm } = state.options;
  if (renderHelm === undefined) {
    throw new KustomizeError(
      'helm',
      `chart '${settings.name}' needs a Helm renderer, and none was passed to this build`,
    );
  }
  const chartPath = joinPath(chartHome(settings, loader.root), settings.name!);
  if (loader.files.stat(chartPath)?.kind !== 'dir') {
    throw new KustomizeError(
      'helm',
      settings.repo
        ? `chart '${settings.name}' of ${settings.repo} is not in '${chartPath}': pull it into the tree first`
        : `no repo specified for pull, no chart found at '${chartPath}'`,
    );
  }
  const text = runRenderer(renderHelm, release(settings, chartPath, plugin));
  const resources = readResources(text, state);
  for (const resource of resources) {
    setAnnotation(resource.node, HELM_GENERATED, 'true');
    resource.touch();
  }
  return resources;
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
  chartPath: string,
  { loader, state }: PluginContext,
): HelmRelease {
  const { options } = state;
  return {
    fs: loader.files,
    chartPath,
    releaseName: settings.releaseName ?? '',
    nameTemplate: settings.nameTemplate ?? '',
    namespace: settings.namespace ?? '',
    values: chartValues(settings, chartPath, loader),
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

function chartValues(
  { valuesFile, valuesInline, valuesMerge = '' }: HelmChartSettings,
  chartPath: string,
  loader: PluginContext['loader'],
): Values {
  const inline = valuesInline && Object.fromEntries(valuesInline);
  const hasInline = inline !== undefined && Object.keys(inline).length > 0;
  if (hasInline && valuesMerge === 'replace') return inline;
  const file = valuesFile || joinPath(chartPath, 'values.yaml');
  const fromFile = (decodeSigs(loader.load(file), file) ?? {}) as Values;
  if (!hasInline) return fromFile;
  const [winner, base] =
    valuesMerge === 'merge' ? [fromFile, inline] : [inline, fromFile];
  const merged = strategicMerge(
    fromValue(winner, 'yaml'),
    fromValue(base, 'yaml'),
    new SchemaSet([]),
    'append',
  );
  return merged === undefined ? {} : (toValue(merged) as Values);
}
