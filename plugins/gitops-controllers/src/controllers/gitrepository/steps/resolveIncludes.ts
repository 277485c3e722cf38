import { isNotFound } from '@backstage-gitops/kube';
import {
  ARTIFACT_OUTDATED,
  INCLUDE_UNAVAILABLE,
  reportProgress,
  waiting,
} from '../../../sources';
import { areSameArtifacts } from '../content';
import { Reason } from '../reasons';
import type {
  Artifact,
  GitRepository,
  GitRepositoryContext,
  GitRepositoryDeps,
} from '../types';

async function artifactOf(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  name: string,
): Promise<Artifact> {
  const { apiVersion, kind, metadata } = ctx.object;
  const key = { namespace: metadata.namespace, name };
  const wait = (reason: string, message: string) =>
    waiting(INCLUDE_UNAVAILABLE, reason, message, deps.requeueDependencyMs);
  let included: GitRepository;
  try {
    included = await ctx.client.get<GitRepository>({ apiVersion, kind }, key, {
      signal: ctx.signal,
    });
  } catch (error) {
    const why = isNotFound(error)
      ? `GitRepository.source.toolkit.fluxcd.io "${name}" not found`
      : (error as Error).message;
    throw wait(
      Reason.notFound,
      `could not get resource for include '${name}': ${why}`,
    );
  }
  if (!included.status?.artifact) {
    throw wait(
      Reason.noArtifact,
      `no artifact available for include '${name}'`,
    );
  }
  return included.status.artifact;
}

/**
 * Reads the artifacts of the included repositories, in the order of the spec.
 * @throws TransientError - IncludeUnavailable: one does not exist or has no artifact yet
 */
export async function resolveIncludes(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
): Promise<Artifact[]> {
  const { conditions, object, status } = ctx;
  const artifacts: Artifact[] = [];
  for (const { repository } of object.spec.include ?? []) {
    artifacts.push(await artifactOf(ctx, deps, repository.name));
  }
  conditions.delete(INCLUDE_UNAVAILABLE);
  if (!areSameArtifacts(artifacts, status.includedArtifacts)) {
    const message = 'included artifacts differ from last observed includes';
    if (status.includedArtifacts) {
      conditions.set(ARTIFACT_OUTDATED, 'True', Reason.includeChange, message);
    }
    await reportProgress(ctx, `building artifact: ${message}`, {
      isOutdated: true,
    });
  }
  return artifacts;
}
