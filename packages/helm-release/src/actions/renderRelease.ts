import {
  DEFAULT_CAPABILITIES,
  HelmError,
  InvalidManifestError,
  type Capabilities,
  type Hook,
  type RenderResult,
  type Values,
  type Chart,
} from '@backstage-gitops/helm';
import { renderHere } from '../lookup/renderHere';
import type { Release, ReleaseHook } from '../release/release';
import { readCapabilities, type ServerVersion } from './capabilities';
import { ActionError, messageOf } from './errors';
import { toStoredChart } from './storedChart';
import type { ActionContext, RenderInput, RenderSettings } from './types';

/** What a release takes of its rendered chart. */
export interface RenderedRelease
  extends Pick<Release, 'chart' | 'hooks' | 'manifest'> {
  readonly notes: string;
}

/** What a release is rendered from. */
interface RenderRequest {
  readonly chart: Chart;
  readonly values: Values;
  readonly release: RenderInput['release'];
  readonly settings: Omit<RenderSettings, 'chart' | 'values'>;
  /** CRDs have just been installed. */
  readonly refresh: boolean;
  /** Of the cluster; undefined without one: a client-side dry-run of an install. */
  readonly version: ServerVersion | undefined;
}

/**
 * Renders a chart for the cluster of the context.
 * @throws ActionError - `render`, in the words of Helm's engine; HelmError is its cause
 */
export async function renderRelease(
  context: ActionContext,
  request: RenderRequest,
): Promise<RenderedRelease> {
  const { chart, values, release, settings } = request;
  const capabilities = await capabilitiesFor(context, request);
  const input: RenderInput = {
    chart,
    values,
    release,
    capabilities,
    options: {
      skipSchemaValidation: settings.skipSchemaValidation,
      includeSubchartNotes: settings.includeSubchartNotes,
      postRenderer: settings.postRenderer,
      postRenderStrategy: settings.postRenderStrategy,
    },
    canLookUp: settings.dryRun !== 'client',
  };
  try {
    const result = await (context.render?.(input) ??
      renderHere(context, input));
    return toRendered(result, settings.hideSecrets ?? false);
  } catch (error) {
    context.signal.throwIfAborted();
    throw new ActionError('render', messageOf(error), { cause: error });
  }
}

async function capabilitiesFor(
  { client, capabilities, signal }: ActionContext,
  { refresh, version }: RenderRequest,
): Promise<Capabilities> {
  if (!version) return DEFAULT_CAPABILITIES;
  try {
    return await (capabilities?.({ refresh, signal }) ??
      readCapabilities(client, signal, version));
  } catch (error) {
    signal.throwIfAborted();
    throw new ActionError(
      'unreachable',
      `could not get apiVersions from Kubernetes: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** @throws ActionError - `options`: only what is not applied can be hidden */
export function requireTrialForHiding({
  dryRun = 'none',
  hideSecrets,
}: Pick<RenderSettings, 'dryRun' | 'hideSecrets'>): void {
  if (hideSecrets && dryRun === 'none') {
    throw new ActionError(
      'options',
      'hiding Kubernetes secrets requires a dry-run mode',
    );
  }
}

function toRendered(
  result: RenderResult,
  hideSecrets: boolean,
): RenderedRelease {
  return {
    chart: toStoredChart(result.chart),
    hooks: result.hooks.map(toReleaseHook),
    manifest: result.manifests
      .map(({ path, apiVersion, kind, content }) =>
        hideSecrets && kind === 'Secret' && apiVersion === 'v1'
          ? sourceBlock(path, '# HIDDEN: The Secret output has been suppressed')
          : sourceBlock(path, content),
      )
      .join(''),
    notes: result.notes,
  };
}

function sourceBlock(path: string, content: string): string {
  return `---\n# Source: ${path}\n${content}\n`;
}

function toReleaseHook(hook: Hook): ReleaseHook {
  const { name, kind, path, content, events, weight } = hook;
  const { deletePolicies, outputLogPolicies } = hook;
  return {
    name,
    kind,
    path,
    manifest: content,
    events,
    lastRun: { phase: '' },
    weight,
    deletePolicies,
    outputLogPolicies,
  };
}

/** What was rendered before it turned out to be no YAML, to look for the fault. */
export function manifestOfFailure(error: ActionError): string {
  const { cause } = error;
  if (!(cause instanceof HelmError && cause instanceof InvalidManifestError)) {
    return '';
  }
  return [...cause.rendered]
    .filter(([, text]) => text.trim() !== '')
    .map(([path, text]) => sourceBlock(path, text))
    .join('');
}
