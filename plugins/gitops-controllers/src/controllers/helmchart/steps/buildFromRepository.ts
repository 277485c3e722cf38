import { patchVersion } from '@backstage-gitops/helm';
import { join } from 'path';
import {
  attempt,
  ChartBuildError,
  toBuildError,
} from '../build/ChartBuildError';
import { effectiveValuesFiles } from '../build/overwriteValues';
import type {
  ChartReference,
  ChartRepository,
} from '../repositories/ChartRepository';
import { openRepository } from '../repositories/openRepository';
import type { ChartUpstream, HelmChartContext, HelmChartDeps } from '../types';
import type { ChartSource } from './resolveSource';
import { comparableChart, toStoredChart } from './storedChart';
import { versionMetadata } from './versionMetadata';

/** Runs of lower case letters, digits and dashes between slashes and dots. */
const NAME = /^[-a-z0-9]+(?:(?:\/\.?|\.)[-a-z0-9]+)*(?:\/\.?|\.)?$/;

/**
 * Takes a chart from a HelmRepository: chooses the version, and downloads it
 * unless it is stored.
 * @throws ChartBuildError; as openRepository
 */
export async function buildFromRepository(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  request: {
    readonly source: Extract<ChartSource, { readonly kind: 'repository' }>;
    readonly workDirectory: string;
  },
): Promise<ChartUpstream> {
  const { source, workDirectory } = request;
  const { chart: name, version: range = '' } = ctx.object.spec;
  const repository = await openRepository(ctx, deps, {
    ...source,
    indexFile: join(workDirectory, 'index.yaml'),
  });
  try {
    requireName(name);
    const reference = await find(repository, name, range);
    const stored = storedOf(ctx, reference);
    if (stored) return stored;
    const file = join(workDirectory, 'chart.tgz');
    await download(repository, reference, file);
    return await build(ctx, deps, { reference, file, workDirectory });
  } finally {
    await repository.close?.();
  }
}

function requireName(name: string): void {
  if (name === '') {
    throw new ChartBuildError(
      'reference',
      'no name set for remote chart reference',
    );
  }
  if (!NAME.test(name)) {
    throw new ChartBuildError(
      'reference',
      `invalid chart name '${name}': a valid name must be lower case letters and numbers and MAY be separated with dashes (-), slashes (/) or periods (.)`,
    );
  }
}

async function find(
  repository: ChartRepository,
  name: string,
  range: string,
): Promise<ChartReference> {
  try {
    return await repository.find(name, range);
  } catch (error) {
    const prefix = 'failed to get chart version for remote reference: ';
    throw withPrefix(error, prefix);
  }
}

async function download(
  repository: ChartRepository,
  reference: ChartReference,
  file: string,
): Promise<void> {
  try {
    await repository.download(reference, file);
  } catch (error) {
    const prefix = 'failed to download chart for remote reference: ';
    throw withPrefix(error, prefix);
  }
}

/** Errors of a build with words in front; others stay. */
function withPrefix(error: unknown, prefix: string): unknown {
  return (error as Error).name === 'ChartBuildError'
    ? toBuildError(error, 'pull', prefix)
    : error;
}

function versionOf(
  { object }: HelmChartContext,
  { version }: ChartReference,
): string {
  const files = effectiveValuesFiles(object.spec.valuesFiles);
  const metadata = versionMetadata(object, files);
  return metadata === ''
    ? version
    : attempt('metadata', () => patchVersion(version, metadata));
}

function storedOf(
  ctx: HelmChartContext,
  reference: ChartReference,
): ChartUpstream | undefined {
  const version = versionOf(ctx, reference);
  const stored = comparableChart(ctx);
  if (stored?.name !== reference.name || stored.version !== version) {
    return undefined;
  }
  const valuesFiles = effectiveValuesFiles(ctx.object.spec.valuesFiles);
  const isPackaged = valuesFiles.length > 0;
  return toStoredChart(ctx, stored, { isPackaged, valuesFiles });
}

interface Downloaded {
  readonly reference: ChartReference;
  readonly file: string;
  readonly workDirectory: string;
}

async function build(
  ctx: HelmChartContext,
  { limits, workers }: HelmChartDeps,
  { reference, file, workDirectory }: Downloaded,
): Promise<ChartUpstream> {
  const { ignoreMissingValuesFiles = false, valuesFiles } = ctx.object.spec;
  const version = versionOf(ctx, reference);
  const files = effectiveValuesFiles(valuesFiles);
  const built = await workers.run(
    'buildRemoteChart',
    {
      ...{ file, version, limits, valuesFiles: files },
      ignoreMissing: ignoreMissingValuesFiles,
      target: join(workDirectory, 'packed.tgz'),
    },
    { namespace: ctx.key.namespace, signal: ctx.signal },
  );
  return {
    ...{ isCurrent: false, name: reference.name, revision: version },
    ...{ isPackaged: files.length > 0, ...built },
  };
}
