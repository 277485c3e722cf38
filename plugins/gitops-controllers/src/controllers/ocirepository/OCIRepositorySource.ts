import { Annotation, formatReference } from '@backstage-gitops/oci';
import {
  apiVersionOf,
  ociRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import { createReadStream } from 'fs';
import { hostOf, refuseVerification } from '../../sources';
import type { ArtifactContent, SourceKind } from '../../sources';
import { pullLayer } from './steps/pullLayer';
import { resolveAccess } from './steps/resolveAccess';
import { resolveUpstream } from './steps/resolveUpstream';
import { unpackLayer } from './steps/unpackLayer';
import type {
  NewOciArtifact,
  OCIRepository,
  OCIRepositoryContext,
  OCIRepositoryDeps,
  OciState,
} from './types';

/**
 * The upstream of an OCIRepository: a layer of an artifact in a registry,
 * unpacked and archived again, or kept as it is, as `<digest>.tar.gz`.
 * @see Flux: source-controller, docs/spec/v1/ocirepositories.md
 */
export class OCIRepositorySource
  implements SourceKind<OCIRepository, OciState>
{
  readonly type = {
    apiVersion: apiVersionOf(ociRepositoryKind),
    kind: ociRepositoryKind.kind,
  };
  readonly linkName = 'latest.tar.gz';

  constructor(private readonly deps: OCIRepositoryDeps) {}

  hostOf({ spec }: OCIRepository): string {
    return hostOf(spec.url);
  }

  async fetch(ctx: OCIRepositoryContext): Promise<OciState> {
    refuseVerification(ctx, 'pulled');
    const access = await resolveAccess(ctx, this.deps);
    return resolveUpstream(ctx, this.deps, access);
  }

  async makeContent(
    ctx: OCIRepositoryContext,
    upstream: NewOciArtifact,
    workDirectory: string,
  ): Promise<ArtifactContent> {
    const { object } = ctx;
    const { file, annotations } = await ctx.waitFor(
      { on: this.hostOf(object) },
      () => pullLayer(ctx, this.deps, upstream, workDirectory),
    );
    return {
      fileName: `${upstream.digest}.tar.gz`,
      content: await this.contentOf(ctx, file, workDirectory),
      ...(annotations ? { metadata: annotations } : {}),
    };
  }

  private async contentOf(
    ctx: OCIRepositoryContext,
    file: string,
    workDirectory: string,
  ): Promise<ArtifactContent['content']> {
    const { ignore, layerSelector } = ctx.object.spec;
    if (layerSelector?.operation === 'copy') {
      return { stream: createReadStream(file) };
    }
    const directory = await unpackLayer(ctx, this.deps, file, workDirectory);
    return { directory, ...(ignore === undefined ? {} : { ignore }) };
  }

  recordContent({ object, status }: OCIRepositoryContext): void {
    status.observedIgnore = object.spec.ignore;
    status.observedLayerSelector = object.spec.layerSelector;
  }

  describeNewRevision({ reference, revision }: OciState): string {
    return `new revision '${revision}' for '${formatReference(reference)}'`;
  }

  describeStored(_: OCIRepositoryContext, { revision }: OciState): string {
    return `stored artifact for digest '${revision}'`;
  }

  describeNewArtifact(
    { object, status }: OCIRepositoryContext,
    { revision }: OciState,
  ): string {
    const { metadata = {} } = status.artifact ?? {};
    const source = metadata[Annotation.source];
    const origin = metadata[Annotation.revision];
    const text = `stored artifact with revision '${revision}' from '${object.spec.url}'`;
    return source && origin
      ? `${text}, origin source '${source}', origin revision '${origin}'`
      : text;
  }
}
