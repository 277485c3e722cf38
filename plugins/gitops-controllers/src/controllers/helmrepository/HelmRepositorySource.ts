import {
  apiVersionOf,
  helmRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import { createReadStream } from 'fs';
import { join } from 'path';
import {
  failed,
  FETCH_FAILED,
  hostOf,
  intervalOf,
  remoteSignal,
} from '../../sources';
import type { ArtifactContent, SourceKind } from '../../sources';
import { downloadIndex } from './downloadIndex';
import { EntityTags } from './EntityTags';
import { formatSize } from './formatSize';
import { indexUrlOf, withoutCredentials } from './indexUrl';
import { resolveAccess } from './resolveAccess';
import type {
  HelmRepository,
  HelmRepositoryContext,
  HelmRepositoryDeps,
  HelmUpstream,
  NewIndex,
} from './types';

/**
 * The upstream of a HelmRepository: the index of an HTTP repository, stored in
 * its JSON form as `index-<hex>.yaml`. Type `oci` is static.
 * @see Flux: source-controller, docs/spec/v1/helmrepositories.md
 */
export class HelmRepositorySource
  implements SourceKind<HelmRepository, HelmUpstream>
{
  readonly type = {
    apiVersion: apiVersionOf(helmRepositoryKind),
    kind: helmRepositoryKind.kind,
  };
  readonly linkName = 'index.yaml';
  readonly storeFailureMessage = 'unable to save artifact to storage';
  readonly #etags = new EntityTags();

  constructor(private readonly deps: HelmRepositoryDeps) {}

  hostOf({ spec }: HelmRepository): string {
    return hostOf(spec.url);
  }

  isStatic({ spec }: HelmRepository): boolean {
    return spec.type === 'oci';
  }

  async fetch(
    ctx: HelmRepositoryContext,
    workDirectory: string,
  ): Promise<HelmUpstream> {
    const { url, ...inUrl } = indexUrlOf(ctx.object.spec.url);
    const access = { ...inUrl, ...(await resolveAccess(ctx, ctx.object.spec)) };
    const file = join(workDirectory, 'index.yaml');
    const stored = ctx.status.artifact?.revision;
    const { revision, etag } = await downloadIndex(
      {
        ...{ url, access, file, signal: remoteSignal(ctx) },
        intervalMs: intervalOf(ctx.object),
        maxBytes: this.deps.maxIndexBytes,
        network: this.deps.network,
      },
      stored === undefined
        ? undefined
        : { revision: stored, etag: this.#etags.find(url, stored) },
    );
    this.#etags.remember(url, revision, etag);
    if (stored === revision) {
      return { isCurrent: true, revision };
    }
    const target = join(workDirectory, 'index.json');
    await this.convert(ctx, file, target);
    return { isCurrent: false, revision, file: target };
  }

  private async convert(
    { key: { namespace }, signal }: HelmRepositoryContext,
    file: string,
    target: string,
  ): Promise<void> {
    try {
      await this.deps.workers.run(
        'convertIndex',
        { file, target },
        { namespace, signal },
      );
    } catch (error) {
      throw failed(
        FETCH_FAILED,
        'IndexationFailed',
        `failed to load Helm repository from index YAML: failed to load index: ${
          (error as Error).message
        }`,
        error,
      );
    }
  }

  async makeContent(
    _: HelmRepositoryContext,
    { file, revision }: NewIndex,
  ): Promise<ArtifactContent> {
    const [, hex] = revision.split(':');
    return {
      fileName: `index-${hex}.yaml`,
      content: { stream: createReadStream(file) },
    };
  }

  describeNewRevision({ revision }: HelmUpstream): string {
    return `new index revision '${revision}'`;
  }

  describeStored(_: HelmRepositoryContext, { revision }: HelmUpstream): string {
    return `stored artifact: revision '${revision}'`;
  }

  describeNewArtifact({ object, status }: HelmRepositoryContext): string {
    const size = formatSize(status.artifact?.size ?? 0);
    const url = withoutCredentials(object.spec.url);
    return `stored fetched index of size ${size} from '${url}'`;
  }
}
