import { equalJson, formatKey } from '@backstage-gitops/kube';
import type {
  Controller,
  Informer,
  SharedInformers,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  gitRepositoryKind,
  imagePolicyKind,
} from '@backstage-gitops/plugin-gitops-common';
import { sourceKeyOf } from './sourceKeyOf';
import type {
  GitRepository,
  ImagePolicy,
  ImageUpdateAutomation,
} from './types';

/** Index of automations by the GitRepository that they write to. */
const SOURCE_INDEX = 'imageupdateautomation-source';

function typeOf({
  kind,
  ...rest
}: typeof gitRepositoryKind | typeof imagePolicyKind) {
  return { apiVersion: apiVersionOf({ kind, ...rest }), kind };
}

/**
 * Starts automations when a policy of their namespace has chosen another image,
 * and when the spec of their GitRepository has changed, until the returned
 * function is called.
 */
export function watchChanges(
  informers: SharedInformers,
  namespace: string | undefined,
  automations: Informer<ImageUpdateAutomation>,
  controller: Controller<ImageUpdateAutomation>,
): () => void {
  const scope = namespace ? { namespace } : {};
  automations.addIndexer(SOURCE_INDEX, object => [
    formatKey(sourceKeyOf(object)),
  ]);
  const repositories = informers.acquire<GitRepository>(
    { ...typeOf(gitRepositoryKind), ...scope },
    {
      onUpdate: ({ metadata, kind }, old) => {
        if (metadata.generation === old.metadata.generation) return;
        const { namespace: own, name = '' } = metadata;
        for (const dependent of automations.store.byIndex(
          SOURCE_INDEX,
          formatKey({ namespace: own, name }),
        )) {
          controller.enqueue(keyOf(dependent), { kind, namespace: own, name });
        }
      },
    },
  );
  const policies = informers.acquire<ImagePolicy>(
    { ...typeOf(imagePolicyKind), ...scope },
    {
      onUpdate: ({ metadata, kind, status }, old) => {
        const { latestRef } = status ?? {};
        if (!latestRef || equalJson(latestRef, old.status?.latestRef)) return;
        const { namespace: own, name = '' } = metadata;
        for (const automation of automations.store.list()) {
          if (automation.metadata.namespace === own) {
            controller.enqueue(keyOf(automation), {
              kind,
              namespace: own,
              name,
            });
          }
        }
      },
    },
  );
  return () => {
    repositories.release();
    policies.release();
    automations.removeIndexer(SOURCE_INDEX);
  };
}

function keyOf({ metadata: { namespace, name = '' } }: ImageUpdateAutomation) {
  return { namespace, name };
}
