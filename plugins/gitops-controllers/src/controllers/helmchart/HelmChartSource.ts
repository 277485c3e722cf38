import {
  apiVersionOf,
  helmChartKind,
} from '@backstage-gitops/plugin-gitops-common';
import { createReadStream } from 'fs';
import { basename } from 'path';
import { refuseVerification } from '../../sources';
import type { ArtifactContent, SourceKind } from '../../sources';
import { Reason } from './reasons';
import { buildFromArchive } from './steps/buildFromArchive';
import { buildFromRepository } from './steps/buildFromRepository';
import { resolveSource } from './steps/resolveSource';
import { toBuildFailure } from './toBuildFailure';
import type {
  ChartUpstream,
  HelmChart,
  HelmChartContext,
  HelmChartDeps,
  NewChart,
} from './types';

/**
 * The upstream of a HelmChart: a chart of a repository, a registry or a folder
 * of another source, stored as `<chart>-<version>.tgz`.
 * @see Flux: source-controller, docs/spec/v1/helmcharts.md
 */
export class HelmChartSource implements SourceKind<HelmChart, ChartUpstream> {
  readonly type = {
    apiVersion: apiVersionOf(helmChartKind),
    kind: helmChartKind.kind,
  };
  readonly linkName = 'latest.tar.gz';
  readonly newRevisionReason = Reason.newChart;
  readonly storeFailureMessage = 'unable to copy Helm chart to storage';

  constructor(private readonly deps: HelmChartDeps) {}

  hostOf({ metadata, spec }: HelmChart): string {
    const { kind, name } = spec.sourceRef;
    return `${kind}/${metadata.namespace}/${name}`;
  }

  async fetch(
    ctx: HelmChartContext,
    workDirectory: string,
  ): Promise<ChartUpstream> {
    const { deps } = this;
    refuseVerification(ctx, 'fetched');
    const source = await resolveSource(ctx, deps);
    try {
      return source.kind === 'repository'
        ? await buildFromRepository(ctx, deps, { source, workDirectory })
        : await buildFromArchive(ctx, deps, { ...source, workDirectory });
    } catch (error) {
      throw toBuildFailure(error);
    }
  }

  async makeContent(
    _: HelmChartContext,
    { file, name, revision }: NewChart,
  ): Promise<ArtifactContent> {
    return {
      fileName: `${basename(name)}-${revision}.tgz`,
      content: { stream: createReadStream(file) },
    };
  }

  recordContent({ object, status }: HelmChartContext, chart: NewChart): void {
    status.observedChartName = chart.name;
    const { ignoreMissingValuesFiles } = object.spec;
    const files = [...chart.valuesFiles];
    status.observedValuesFiles =
      ignoreMissingValuesFiles && files.length > 0 ? files : undefined;
  }

  isStored({ status }: HelmChartContext, chart: ChartUpstream): boolean {
    return (
      status.observedChartName === chart.name &&
      status.artifact?.revision === chart.revision
    );
  }

  reasonOf({ isPackaged }: ChartUpstream): string {
    return isPackaged
      ? Reason.chartPackageSucceeded
      : Reason.chartPullSucceeded;
  }

  describeNewRevision(chart: ChartUpstream): string {
    return summaryOf(chart);
  }

  describeStored(_: HelmChartContext, chart: ChartUpstream): string {
    return summaryOf(chart);
  }

  describeNewArtifact(_: HelmChartContext, chart: ChartUpstream): string {
    return summaryOf(chart);
  }
}

/** `packaged 'web' chart with version '1.1.0+1' and merged values files [a b]`. */
function summaryOf({ isPackaged, name, revision, valuesFiles }: ChartUpstream) {
  const action = isPackaged ? 'packaged' : 'pulled';
  const values =
    valuesFiles.length > 0
      ? ` and merged values files [${valuesFiles.join(' ')}]`
      : '';
  return `${action} '${name}' chart with version '${revision}'${values}`;
}
