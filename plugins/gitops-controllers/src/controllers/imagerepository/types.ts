import type { ReconcileContext } from '@backstage-gitops/kube';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import type { ImageTags } from '../../database';
import type { RegistryDeps } from '../../images';

export type ImageRepositoryContext = ReconcileContext<ImageRepository>;

/** What the steps of a reconcile share. */
export interface ImageRepositoryDeps extends RegistryDeps {
  readonly tags: ImageTags;
  readonly gates: Readonly<Record<string, boolean>>;
  /** Whether another ImageRepository has scanned the image. */
  isScannedByOthers(object: ImageRepository, canonicalName: string): boolean;
}
