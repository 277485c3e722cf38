import { TransientError } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { imageRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import { ImageReason } from '../../../images';
import { repositoryKeyOf } from '../repositoryKeyOf';
import type { ImagePolicyContext, ImagePolicyDeps } from '../types';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };
const { group, kind } = imageRepositoryKind;

function failure(reason: string, why: string, cause?: unknown): TransientError {
  return new TransientError(
    reason,
    `failed to get the referred ${kind}: ${why}`,
    { cause },
  );
}

/** Labels of the policy's namespace. */
async function namespaceLabels(
  ctx: ImagePolicyContext,
): Promise<Readonly<Record<string, string>>> {
  const { namespace: name = '' } = ctx.object.metadata;
  try {
    const found = await ctx.client.get<UnstructuredObject>(
      NAMESPACE,
      { name },
      { signal: ctx.signal },
    );
    return found.metadata.labels ?? {};
  } catch (error) {
    const { message } = error as Error;
    throw failure(ImageReason.accessDenied, `access denied: ${message}`, error);
  }
}

function matches(
  wanted: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(labels, name) && labels[name] === value,
  );
}

/** @throws TransientError - AccessDenied: its accessFrom does not select the policy's namespace */
async function requireAccess(
  ctx: ImagePolicyContext,
  { spec }: ImageRepository,
): Promise<void> {
  const { namespace, name } = repositoryKeyOf(ctx.object);
  const own = ctx.object.metadata.namespace;
  if (namespace === own) return;
  const deny = (why: string) =>
    failure(
      ImageReason.accessDenied,
      `access denied: '${namespace}/${name}' can't be accessed due to ${why}`,
    );
  if (!spec.accessFrom) throw deny("missing ACL labels on 'accessFrom'");
  const labels = await namespaceLabels(ctx);
  const isSelected = spec.accessFrom.namespaceSelectors.some(
    ({ matchLabels = {} }) => matches(matchLabels, labels),
  );
  if (!isSelected) {
    throw deny(`ACL labels mismatch on namespace '${own}'`);
  }
}

/**
 * The ImageRepository of a policy. Access is retried: a namespace is not
 * watched.
 * @throws TransientError - AccessDenied, DependencyNotReady
 */
export async function resolveRepository(
  ctx: ImagePolicyContext,
  deps: ImagePolicyDeps,
): Promise<ImageRepository> {
  const key = repositoryKeyOf(ctx.object);
  const isForeign = key.namespace !== ctx.object.metadata.namespace;
  if (deps.noCrossNamespaceRefs && isForeign) {
    throw failure(
      ImageReason.accessDenied,
      `cannot access '${kind}/${key.namespace}/${key.name}', cross-namespace references have been blocked`,
    );
  }
  const repository = await deps.repositories.get(key, ctx.signal);
  if (!repository) {
    throw failure(
      ImageReason.dependencyNotReady,
      `referenced ${kind} does not exist: ${kind}.${group} "${key.name}" not found`,
    );
  }
  await requireAccess(ctx, repository);
  return repository;
}
