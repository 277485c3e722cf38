import type { CommonStatus, KubeObject } from '@backstage-gitops/kube';

/** A reference in `spec.dependsOn`. */
export interface Dependency {
  readonly name: string;
  /** Default: that of the object. */
  readonly namespace?: string;
  /** CEL with the variables `self` and `dep`. */
  readonly readyExpr?: string;
}

/** An object that others of its kind may have to wait for. */
export interface DependentObject extends KubeObject {
  spec: { dependsOn?: Dependency[]; suspend?: boolean };
  status?: CommonStatus;
}

/** `namespace/name` of an object. */
export function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** `namespace/name` of what an object depends on. */
export function dependenciesOf(object: DependentObject): string[] {
  const { metadata, spec } = object;
  return (spec.dependsOn ?? []).map(
    ({ namespace = metadata.namespace, name }) => `${namespace}/${name}`,
  );
}
