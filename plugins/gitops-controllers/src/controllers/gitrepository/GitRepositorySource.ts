import {
  apiVersionOf,
  gitRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import { hostOf, refuseVerification } from '../../sources';
import type { ArtifactContent, EventText, SourceKind } from '../../sources';
import { describeNewArtifact, describeUnchanged } from './describe';
import { checkoutSource } from './steps/checkoutSource';
import { copyIncludes } from './steps/copyIncludes';
import { recordCommit } from './steps/recordCommit';
import { resolveAccess } from './steps/resolveAccess';
import { resolveIncludes } from './steps/resolveIncludes';
import type {
  FetchedCommit,
  GitRepository,
  GitRepositoryContext,
  GitRepositoryDeps,
  GitUpstream,
} from './types';

/**
 * The upstream of a GitRepository: a reference of a Git repository, archived as
 * `<commit>.tar.gz`.
 * @see Flux: source-controller, docs/spec/v1/gitrepositories.md
 */
export class GitRepositorySource
  implements SourceKind<GitRepository, GitUpstream>
{
  readonly type = {
    apiVersion: apiVersionOf(gitRepositoryKind),
    kind: gitRepositoryKind.kind,
  };

  constructor(private readonly deps: GitRepositoryDeps) {}

  hostOf({ spec }: GitRepository): string {
    return hostOf(spec.url);
  }

  async fetch(
    ctx: GitRepositoryContext,
    workDirectory: string,
  ): Promise<GitUpstream> {
    refuseVerification(ctx, 'fetched');
    const access = await resolveAccess(ctx, this.deps);
    const includes = await resolveIncludes(ctx, this.deps);
    return checkoutSource(ctx, this.deps, { access, includes, workDirectory });
  }

  async makeContent(
    ctx: GitRepositoryContext,
    commit: FetchedCommit,
    workDirectory: string,
  ): Promise<ArtifactContent> {
    const { tree, hash, includes } = commit;
    const fileName = `${hash}.tar.gz`;
    if ('file' in tree) return { fileName, content: tree };
    const { directory } = tree;
    await copyIncludes(ctx, this.deps, { includes, directory, workDirectory });
    const { ignore } = ctx.object.spec;
    return {
      fileName,
      content: { directory, ...(ignore === undefined ? {} : { ignore }) },
    };
  }

  async recordContent(
    ctx: GitRepositoryContext,
    commit: FetchedCommit,
  ): Promise<void> {
    const { status } = ctx;
    const { spec } = ctx.object;
    const { includes } = commit;
    status.includedArtifacts = includes.length ? [...includes] : undefined;
    status.observedIgnore = spec.ignore;
    status.observedInclude = spec.include;
    status.observedRecurseSubmodules = spec.recurseSubmodules || undefined;
    status.observedSparseCheckout = spec.sparseCheckout;
    await recordCommit(ctx, commit);
  }

  describeNewRevision({ revision }: GitUpstream): string {
    return `new upstream revision '${revision}'`;
  }

  describeStored(_: GitRepositoryContext, { revision }: GitUpstream): string {
    return `stored artifact for revision '${revision}'`;
  }

  describeNewArtifact(_: GitRepositoryContext, commit: GitUpstream): string {
    return describeNewArtifact(commit);
  }

  describeUnchanged(
    { object }: GitRepositoryContext,
    { revision }: GitUpstream,
  ): EventText {
    return describeUnchanged(object.spec, revision);
  }
}
