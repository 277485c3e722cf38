import { parseDuration } from '@backstage-gitops/kube';
import type {
  CommonStatus,
  ReconcileContext,
  ReconciledObject,
} from '@backstage-gitops/kube';
import type { Artifact } from '@backstage-gitops/plugin-gitops-common';

/** Fields of `status` that every source has. */
export interface SourceStatus extends CommonStatus {
  /** The stored artifact; undefined until the first run has succeeded. */
  artifact?: Artifact;
  /** Address of the newest artifact whatever its revision; not of every kind. */
  url?: string;
}

/** An object whose controller stores one artifact. */
export interface SourceObject extends ReconciledObject {
  spec: {
    /** Go duration; see {@link intervalOf}. */
    interval?: string;
    suspend?: boolean;
    /** Go duration; limit of remote operations. */
    timeout?: string;
  };
  status?: SourceStatus;
}

/** Context of a reconcile of a source. */
export type SourceContext<T extends SourceObject = SourceObject> =
  ReconcileContext<T>;

const DEFAULT_INTERVAL = '1m';

/** Milliseconds between looks upstream; a minute where the spec says nothing. */
export function intervalOf({ spec }: SourceObject): number {
  return parseDuration(spec.interval ?? DEFAULT_INTERVAL);
}

/** The object that an artifact belongs to, as the artifact store names it. */
export function ownerOf({ object }: SourceContext) {
  return {
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  };
}
