import { Reason, STORAGE_OPERATION_FAILED } from '../conditions';
import { failed } from '../fail';
import type {
  Artifact,
  Checkout,
  GitRepositoryContext,
  GitRepositoryDeps,
} from '../types';

/**
 * Archives a tree and records in the status what the archive was made from.
 * @throws TransientError - the archive can't be written
 */
export async function storeArtifact(
  ctx: GitRepositoryContext,
  { store }: GitRepositoryDeps,
  input: {
    readonly checkout: Checkout;
    readonly directory: string;
    readonly includes: readonly Artifact[];
  },
): Promise<Artifact> {
  const { object, status } = ctx;
  const { kind, metadata, spec } = object;
  let artifact: Artifact;
  try {
    artifact = await store.put({
      owner: { kind, namespace: metadata.namespace ?? '', name: metadata.name },
      fileName: `${input.checkout.hash}.tar.gz`,
      revision: input.checkout.revision,
      directory: input.directory,
      signal: ctx.signal,
      ...(spec.ignore === undefined ? {} : { ignore: spec.ignore }),
    });
  } catch (error) {
    throw failed(
      ctx,
      STORAGE_OPERATION_FAILED,
      Reason.archiveOperationFailed,
      `unable to archive artifact to storage: ${(error as Error).message}`,
      error,
    );
  }
  status.artifact = artifact;
  status.includedArtifacts = input.includes.length
    ? [...input.includes]
    : undefined;
  status.observedIgnore = spec.ignore;
  status.observedInclude = spec.include;
  status.observedRecurseSubmodules = spec.recurseSubmodules || undefined;
  status.observedSparseCheckout = spec.sparseCheckout;
  return artifact;
}
