import type { ReconcileContext } from '@backstage-gitops/kube';
import type { ImagePolicy } from '@backstage-gitops/plugin-gitops-common';
import type { ImageTags } from '../../database';
import type { RegistryDeps } from '../../images';
import type { Repositories } from './Repositories';

export type ImagePolicyContext = ReconcileContext<ImagePolicy>;

/** What the steps of a reconcile share. */
export interface ImagePolicyDeps extends RegistryDeps {
  readonly repositories: Repositories;
  readonly tags: ImageTags;
  readonly gates: Readonly<Record<string, boolean>>;
  readonly noCrossNamespaceRefs: boolean;
  /** Milliseconds until tags that are not there yet are looked for again. */
  readonly requeueDependencyMs: number;
}
