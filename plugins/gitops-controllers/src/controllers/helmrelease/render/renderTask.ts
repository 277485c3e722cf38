import {
  HelmError,
  InvalidManifestError,
  renderChart,
} from '@backstage-gitops/helm';
import type { HelmVersion, RenderResult } from '@backstage-gitops/helm';
import { createEnvironment, renderRound } from '@backstage-gitops/helm-release';
import type { LookupRound } from '@backstage-gitops/helm-release';
import { sharedChart } from '../chart/sharedChart';
import { packValuesNow, unpackValuesNow } from '../values/packedValues';
import { createPostRenderer } from './createPostRenderer';
import type {
  PackedResult,
  RenderFailure,
  RenderOutput,
  RenderRequest,
} from './request';

/** What helm-controller of Flux 2.9 is built of, as it names itself to templates. */
const helmVersion: HelmVersion = {
  ...{ version: 'v4.2', gitCommit: '', gitTreeState: '' },
  ...{ goVersion: 'go1.26', kubeClientVersion: 'v1.36' },
};

function packResult({ chart, ...result }: RenderResult): PackedResult {
  const { metadata, values } = chart;
  return { ...result, chart: { metadata }, chartValues: packValuesNow(values) };
}

/** @throws what is no HelmError */
function packFailure(error: unknown): RenderFailure {
  if (!(error instanceof HelmError)) throw error;
  const { code, message, file, line, column } = error;
  const rendered =
    error instanceof InvalidManifestError ? error.rendered : undefined;
  return { code, message, file, line, column, rendered };
}

function render(
  request: RenderRequest,
  warnings: string[],
): LookupRound<RenderResult> {
  const { release, capabilities, options, chartValues } = request;
  const loaded = sharedChart(request.chart);
  const chart = chartValues
    ? { ...loaded, values: unpackValuesNow(chartValues) }
    : loaded;
  const values = unpackValuesNow(request.values);
  return renderRound(request.answers ?? new Map(), lookup =>
    renderChart(
      chart,
      values,
      release,
      { ...capabilities, helmVersion },
      {
        ...options,
        helmVersion: 4.2,
        skipCommandChecks: true,
        postRenderer: createPostRenderer(request.postRender),
        environment: {
          ...createEnvironment(Date.now),
          lookup: request.answers && lookup,
        },
        warn: message => warnings.push(message),
      },
    ),
  );
}

/**
 * Renders a chart once, with its post-renderers, and tells what its templates
 * ask of the cluster that was not known. Runs in a worker thread.
 */
export function renderTask(request: RenderRequest): RenderOutput {
  const warnings: string[] = [];
  const { asked, result } = render(request, warnings);
  try {
    return { asked, warnings, result: packResult(result()) };
  } catch (error) {
    return { asked, warnings, failure: packFailure(error) };
  }
}
