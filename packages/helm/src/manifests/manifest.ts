/** One rendered Kubernetes object that is no hook. */
export interface Manifest {
  /** Template that it came from, e.g. `app/templates/service.yaml`. */
  readonly path: string;
  /** YAML text, without `---` and without blanks around it. */
  readonly content: string;
  readonly apiVersion: string;
  /** Empty where the document names no kind. */
  readonly kind: string;
  readonly name: string;
}

/** When a hook runs. */
export type HookEvent =
  | 'pre-install'
  | 'post-install'
  | 'pre-delete'
  | 'post-delete'
  | 'pre-upgrade'
  | 'post-upgrade'
  | 'pre-rollback'
  | 'post-rollback'
  | 'test';

/** One rendered Kubernetes object with a `helm.sh/hook` annotation. */
export interface Hook {
  readonly path: string;
  readonly content: string;
  readonly kind: string;
  readonly name: string;
  readonly events: readonly HookEvent[];
  /** Order among hooks of one event, lowest first; default 0. */
  readonly weight: number;
  /** As written, lower case: `before-hook-creation`, `hook-succeeded`, `hook-failed`. */
  readonly deletePolicies: readonly string[];
  /** As written, lower case: `hook-succeeded`, `hook-failed`. */
  readonly outputLogPolicies: readonly string[];
}
