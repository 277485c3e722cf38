import { parseManifest, ResourceError } from '@backstage-gitops/helm-release';
import type { UnstructuredObject } from '@backstage-gitops/kube';

/** A manifest of a release. Plain data, for a worker. */
interface ParseManifestRequest {
  readonly manifest: string;
  readonly isValidated: boolean;
}

/** Its objects, or the text of the ResourceError `manifest`. */
type ParseManifestOutput =
  | { readonly objects: UnstructuredObject[] }
  | { readonly problem: string };

/** Reads the objects that an action applies. Runs in a worker thread. */
export function parseManifestTask({
  manifest,
  isValidated,
}: ParseManifestRequest): ParseManifestOutput {
  try {
    return { objects: parseManifest(manifest, isValidated) };
  } catch (error) {
    if (!(error instanceof ResourceError)) throw error;
    return { problem: error.message };
  }
}
