import type { KubeObject } from '@backstage-gitops/kube';
import type { TargetReference } from './Presenter';

/** An object that `spec.kubeConfig` may send to another cluster. */
interface Targeted extends KubeObject {
  readonly spec: {
    readonly kubeConfig?: {
      readonly secretRef?: { readonly name: string };
      readonly configMapRef?: { readonly name: string };
    };
  };
}

/** What names the cluster of an object; undefined for its own. */
export function readTarget({
  metadata,
  spec,
}: Targeted): TargetReference | undefined {
  const { secretRef, configMapRef } = spec.kubeConfig ?? {};
  const name = secretRef?.name ?? configMapRef?.name;
  if (!name) return undefined;
  return {
    kind: secretRef ? 'Secret' : 'ConfigMap',
    namespace: metadata.namespace ?? '',
    name,
  };
}
