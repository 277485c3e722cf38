import {
  goInt,
  type Environment,
  type GoValue,
  type Limits,
} from '@backstage-gitops/go-template';
import {
  DEFAULT_CAPABILITIES,
  type Capabilities,
} from '../capabilities/capabilities';
import type { Chart } from '../chart/chart';
import { isCompatibleRange } from '../chart/compatibleRange';
import {
  processDependencies,
  requireDependencies,
} from '../dependencies/processDependencies';
import { HelmError, wrapError } from '../errors';
import type { Hook, Manifest } from '../manifests/manifest';
import { sortManifests } from '../manifests/sortManifests';
import { requireReleaseName } from '../release/releaseName';
import { validateValues } from '../schema/validateValues';
import type { SchemaLoader } from '../schema/schemaLoader';
import type { CoalesceOptions, HelmRules } from '../values/coalesceTables';
import { coalesceValues } from '../values/coalesceValues';
import type { Values } from '../values/values';
import { collectTemplates } from './collectTemplates';
import { collectCrds, type Crd } from './crds';
import { toCapabilitiesObject } from './goObjects';
import { takeNotes } from './notes';
import {
  runPostRenderer,
  type PostRenderer,
  type PostRenderStrategy,
} from './postRender';
import { renderTemplates } from './renderTemplates';

/** The release that a chart is rendered for: what templates see as `.Release`. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Default 1. */
  readonly revision?: number;
  /** Default false: `.Release.IsInstall` is true. */
  readonly isUpgrade?: boolean;
}

/** How a chart is rendered. Every part of the outside world is passed in here. */
export interface RenderOptions {
  /** Clock, randomness and cluster reader of the template functions; see go-template. */
  readonly environment?: Environment;
  /** Bounds on steps, depth, output and time of the templates. */
  readonly limits?: Partial<Limits>;
  /** A missing key is an error. Default false. */
  readonly isStrict?: boolean;
  /** Default false: values.schema.json is checked. */
  readonly skipSchemaValidation?: boolean;
  /** Reads schemas that a values.schema.json names by URL. Default: they are refused. */
  readonly loadSchema?: SchemaLoader;
  /** Default false: only the notes of the chart itself, not those of subcharts. */
  readonly includeSubchartNotes?: boolean;
  /** Changes the rendered objects before they are sorted. */
  readonly postRenderer?: PostRenderer;
  /** What of them it gets. Default `combined`. */
  readonly postRenderStrategy?: PostRenderStrategy;
  /**
   * Whose rules for null in values; as from Helm 4.2 on, the last object of a
   * file keeps the blanks at its end too. Default 4.
   */
  readonly helmVersion?: HelmRules;
  /**
   * Renders a chart of another type than `application`, and one that lacks
   * declared dependencies, as Helm's library does, and with it Flux. Helm's
   * commands refuse both first. Default false.
   */
  readonly skipCommandChecks?: boolean;
  /** Receives what Helm logs as a warning. Default: dropped. */
  readonly warn?: (message: string) => void;
}

/** A rendered release as data. */
export interface RenderResult {
  /** Objects in install order, without hooks. */
  readonly manifests: readonly Manifest[];
  /** Objects with a `helm.sh/hook` annotation, in install order of their kinds. */
  readonly hooks: readonly Hook[];
  /** Text of NOTES.txt; empty where there is none. */
  readonly notes: string;
  /** Files below `crds/`, as they are, of enabled charts. */
  readonly crds: readonly Crd[];
  /** The chart after its dependencies were processed. */
  readonly chart: Chart;
}

/** Rendered text that is no valid YAML of Kubernetes objects. */
export class InvalidManifestError extends HelmError {
  constructor(
    error: HelmError,
    /** What was rendered, by template path, to show to whoever looks for the fault. */
    readonly rendered: ReadonlyMap<string, string>,
  ) {
    super('MANIFEST', error.message, {
      file: error.file,
      cause: error.cause,
    });
  }
}

/**
 * Renders a chart as `helm template` does. Equal input gives equal output.
 * @param values - what the user gave, without the chart's own values
 * @throws HelmError - every code but LIMIT of archives; code MANIFEST comes as InvalidManifestError
 */
export function renderChart(
  chart: Chart,
  values: Values,
  release: Release,
  capabilities: Capabilities = DEFAULT_CAPABILITIES,
  options: RenderOptions = {},
): RenderResult {
  if (!options.skipCommandChecks) {
    requireInstallable(chart);
    requireDependencies(chart);
  }
  requireReleaseName(release.name);
  const coalescing: CoalesceOptions = {
    nulls: 'coalesce',
    helmVersion: options.helmVersion,
    warn: options.warn,
  };
  const processed = withDependencies(chart, values, coalescing);
  const coalesced = coalesceValues(processed, values, coalescing);
  if (!options.skipSchemaValidation) {
    validateValues(processed, coalesced, options);
  }
  requireKubeVersion(processed, capabilities);
  const files = renderTemplates(
    collectTemplates(processed, coalesced, {
      release: releaseScope(release),
      capabilities: toCapabilitiesObject(capabilities),
    }),
    options,
  );
  const notes = takeNotes(files, processed, options.includeSubchartNotes);
  const rendered = runPostRenderer(files, {
    ...options,
    sort: unsorted => sort(unsorted, options),
  });
  const sorted = sort(rendered, options);
  return { ...sorted, notes, crds: collectCrds(processed), chart: processed };
}

function withDependencies(
  chart: Chart,
  values: Values,
  options: CoalesceOptions,
): Chart {
  try {
    return processDependencies(chart, values, options);
  } catch (error) {
    const problem =
      error instanceof RangeError
        ? new Error('values are nested too deeply, or contain themselves')
        : error;
    throw wrapError(problem, 'VALUES', 'chart dependencies processing failed');
  }
}

function requireInstallable({ metadata }: Chart): void {
  if (metadata.type !== '' && metadata.type !== 'application') {
    throw new HelmError(
      'CHART',
      `${metadata.type} charts are not installable`,
      { file: 'Chart.yaml' },
    );
  }
}

function requireKubeVersion(chart: Chart, { kubeVersion }: Capabilities): void {
  const wanted = chart.metadata.kubeVersion;
  if (wanted !== '' && !isCompatibleRange(wanted, kubeVersion.normalized)) {
    throw new HelmError(
      'KUBE_VERSION',
      `chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${kubeVersion.version}`,
      { file: 'Chart.yaml' },
    );
  }
}

function releaseScope(release: Release): Values {
  const isUpgrade = release.isUpgrade ?? false;
  return new Map<string, GoValue>([
    ['Name', release.name],
    ['Namespace', release.namespace],
    ['IsUpgrade', isUpgrade],
    ['IsInstall', !isUpgrade],
    ['Revision', goInt(release.revision ?? 1)],
    ['Service', 'Helm'],
  ]);
}

function sort(files: ReadonlyMap<string, string>, options: RenderOptions) {
  try {
    const keepsEnd = options.helmVersion === 4.2;
    return sortManifests(files, options.warn, { keepsEnd });
  } catch (error) {
    throw error instanceof HelmError
      ? new InvalidManifestError(error, files)
      : error;
  }
}
