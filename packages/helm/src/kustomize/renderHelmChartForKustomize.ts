import { decodeUtf8, type Environment } from '@backstage-gitops/go-template';
import { DEFAULT_CAPABILITIES } from '../capabilities/capabilities';
import { parseKubeVersion } from '../capabilities/kubeVersion';
import { IgnoreRules } from '../chart/ignoreRules';
import { loadChart } from '../chart/loadChart';
import { HelmError } from '../errors';
import { toReleaseName } from '../release/nameTemplate';
import { formatTemplate } from '../render/formatTemplate';
import { renderChart } from '../render/renderChart';
import { toGoValue } from '../values/fromJson';
import { readValues } from '../values/readValues';
import { mergeMaps, type Values } from '../values/values';

/** The files that a kustomization is built from, by POSIX path. */
export interface ChartFileSystem {
  readFile(path: string): Uint8Array;
  /** undefined where nothing is. */
  stat(path: string): { readonly kind: 'file' | 'dir' } | undefined;
  /** Names in a directory. */
  readDir(path: string): readonly string[];
}

/** One entry of a kustomization's `helmCharts`, with all defaults filled in. */
export interface KustomizeHelmRelease {
  readonly fs: ChartFileSystem;
  /** Absolute path of the chart's folder or archive. */
  readonly chartPath: string;
  /** `''` lets Helm make one up. */
  readonly releaseName: string;
  readonly nameTemplate: string;
  /** `''` for the default namespace. */
  readonly namespace: string;
  /** Laid over the chart's own values. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Absolute paths of values files; later ones win, all win over `values`. */
  readonly additionalValuesFiles: readonly string[];
  readonly includeCrds: boolean;
  readonly skipHooks: boolean;
  readonly skipTests: boolean;
  readonly apiVersions: readonly string[];
  /** `''` for that of Helm's own client. */
  readonly kubeVersion: string;
}

/**
 * Renders a chart for kustomize's `helmCharts`, as the `helm template` that
 * kustomize starts would.
 * @returns the YAML stream that kustomize reads
 * @throws HelmError - as loadChart and renderChart
 */
export function renderHelmChartForKustomize(
  release: KustomizeHelmRelease,
  environment: Environment = {},
): string {
  const { fs, chartPath, releaseName, nameTemplate } = release;
  if (releaseName !== '' && nameTemplate !== '') {
    throw new HelmError(
      'RELEASE_NAME',
      'cannot set --name-template and also specify a name',
    );
  }
  const chart = loadChart(
    fs.stat(chartPath)?.kind === 'file'
      ? fs.readFile(chartPath)
      : readFolder(fs, chartPath),
  );
  const result = renderChart(
    chart,
    valuesOf(release),
    {
      name: toReleaseName(
        {
          name: releaseName,
          template: nameTemplate,
          chart: chart.metadata.name,
        },
        environment,
      ),
      namespace: release.namespace || 'default',
    },
    {
      ...DEFAULT_CAPABILITIES,
      kubeVersion: release.kubeVersion
        ? parseKubeVersion(release.kubeVersion)
        : DEFAULT_CAPABILITIES.kubeVersion,
      apiVersions: [
        ...DEFAULT_CAPABILITIES.apiVersions,
        ...release.apiVersions,
      ],
    },
    { environment },
  );
  return formatTemplate(result, release);
}

function valuesOf(release: KustomizeHelmRelease): Values {
  const inline = toGoValue(release.values) as Values;
  return release.additionalValuesFiles.reduce(
    (values, path) =>
      mergeMaps(values, readValues(decodeUtf8(release.fs.readFile(path)))),
    inline,
  );
}

/** The files below a folder, without folders that .helmignore names. */
function readFolder(
  fs: ChartFileSystem,
  root: string,
): Map<string, Uint8Array> {
  const ignorePath = `${root}/.helmignore`;
  const rules = new IgnoreRules(
    fs.stat(ignorePath) ? decodeUtf8(fs.readFile(ignorePath)) : '',
  );
  const files = new Map<string, Uint8Array>();
  const pending = [''];
  for (
    let folder = pending.pop();
    folder !== undefined;
    folder = pending.pop()
  ) {
    for (const name of fs.readDir(`${root}/${folder}`)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const isFolder = fs.stat(`${root}/${path}`)?.kind === 'dir';
      if (path === '.helmignore' || !rules.ignores(path, isFolder)) {
        if (isFolder) {
          pending.push(path);
        } else {
          files.set(path, fs.readFile(`${root}/${path}`));
        }
      }
    }
  }
  return files;
}
