import { HelmError, InvalidManifestError } from '@backstage-gitops/helm';
import type { RenderResult } from '@backstage-gitops/helm';
import { renderInRounds } from '@backstage-gitops/helm-release';
import type {
  LookupAnswers,
  LookupRound,
  RenderInput,
} from '@backstage-gitops/helm-release';
import {
  HELM_RELEASE_NAME_LABEL,
  HELM_RELEASE_NAMESPACE_LABEL,
} from '@backstage-gitops/plugin-gitops-common';
import { parseDuration } from '@backstage-gitops/kube';
import { WorkerError } from '../../../worker/errors';
import { runToEnd } from '../../../worker/runToEnd';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  ReleaseTarget,
  ResolvedChart,
} from '../types';
import { packValues, unpackValues } from '../values/packedValues';
import type { RenderFailure, RenderOutput, RenderRequest } from './request';

/** A rendering takes no longer, whatever `spec.timeout` says. */
const MAX_RENDER_MS = 600_000;
const DEFAULT_TIMEOUT = '5m';

/** What is rendered, and for which cluster. */
interface RenderRun {
  readonly chart: ResolvedChart;
  readonly target: ReleaseTarget;
}

/** Labels that lead from an object back to its HelmRelease. */
function originLabelsOf({
  key: { name, namespace = '' },
}: Pick<HelmReleaseContext, 'key'>): Readonly<Record<string, string>> {
  return {
    [HELM_RELEASE_NAME_LABEL]: name,
    [HELM_RELEASE_NAMESPACE_LABEL]: namespace,
  };
}

async function requestOf(
  ctx: HelmReleaseContext,
  { options: { featureGates } }: HelmReleaseDeps,
  { chart }: RenderRun,
  input: RenderInput,
): Promise<RenderRequest> {
  const { release, capabilities, options, values } = input;
  const { postRenderers, commonMetadata, postRenderStrategy } = ctx.object.spec;
  const isOwnValues = input.chart.values === chart.chart.values;
  const { digest, packed, version } = chart;
  return {
    chart: { digest, packed, version },
    chartValues: isOwnValues ? undefined : await packValues(input.chart.values),
    values: await packValues(values),
    release,
    capabilities,
    options: {
      skipSchemaValidation: options.skipSchemaValidation,
      includeSubchartNotes: options.includeSubchartNotes,
      postRenderStrategy:
        postRenderStrategy ??
        (featureGates.UseHelm3Defaults ? 'nohooks' : 'combined'),
    },
    postRender: {
      postRenderers,
      commonMetadata,
      originLabels: originLabelsOf(ctx),
    },
  };
}

function toError(failure: RenderFailure): HelmError {
  const { code, message, rendered, ...place } = failure;
  const error = new HelmError(code, message, place);
  return rendered ? new InvalidManifestError(error, rendered) : error;
}

/** @throws HelmError */
async function unpackResult(
  { result, failure }: RenderOutput,
  { chart }: RenderInput,
): Promise<RenderResult> {
  if (failure) throw toError(failure);
  if (!result) throw new Error('a rendering gave neither objects nor an error');
  const { chartValues, ...rendered } = result;
  const values = await unpackValues(chartValues);
  return {
    ...rendered,
    // Releases store no subcharts.
    chart: { ...chart, ...rendered.chart, values, dependencies: [] },
  };
}

/** Renders in the worker pool within `spec.timeout`. */
class Rendering {
  constructor(
    private readonly ctx: HelmReleaseContext,
    private readonly deps: HelmReleaseDeps,
    private readonly run: RenderRun,
  ) {}

  async render(input: RenderInput): Promise<RenderResult> {
    const { ctx, run } = this;
    const request = await requestOf(ctx, this.deps, run, input);
    const { client } = run.target;
    const output = input.canLookUp
      ? await renderInRounds(client, ctx.signal, answers =>
          this.#round(request, answers),
        )
      : await this.#once(request);
    for (const warning of output.warnings) this.#warn(warning);
    return unpackResult(output, input);
  }

  async #round(
    request: RenderRequest,
    answers: LookupAnswers,
  ): Promise<LookupRound<RenderOutput>> {
    const output = await this.#once({ ...request, answers });
    return { asked: output.asked, result: () => output };
  }

  async #once(request: RenderRequest): Promise<RenderOutput> {
    const { ctx, deps } = this;
    const { namespace, name } = ctx.key;
    const timeoutMs = Math.min(
      parseDuration(ctx.object.spec.timeout ?? DEFAULT_TIMEOUT),
      MAX_RENDER_MS,
    );
    const { signal } = ctx;
    const options = { namespace, name, signal, timeoutMs };
    try {
      return await runToEnd(deps.workers, 'renderChart', request, options);
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      throw new HelmError(
        'LIMIT',
        `failed to render chart ${request.chart.version}: ${error.message}`,
        { cause: error },
      );
    }
  }

  #warn(message: string): void {
    const { logger, key } = this.ctx;
    const { namespace = '', name } = key;
    logger.warn(message, { namespace, name });
  }
}

/**
 * How the actions of a run render: in the worker pool, with shares that are
 * fair between namespaces. `spec.postRenderers`, `spec.commonMetadata` and the
 * origin labels are applied there; what `lookup` asks is read here, as the
 * release's own identity, and the rendering begins anew with it.
 * @returns throws HelmError, with code LIMIT where it takes too long or too much memory
 */
export function createRender(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
  run: RenderRun,
): (input: RenderInput) => Promise<RenderResult> {
  const rendering = new Rendering(ctx, deps, run);
  return input => rendering.render(input);
}
