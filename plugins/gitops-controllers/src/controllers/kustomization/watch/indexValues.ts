import { configIndexValue, configsOfKubeConfig } from '../../../configs';
import type { Kustomization } from '../types';

/** The ConfigMaps and Secrets that an object reads, as its index names them. */
export function configIndexValues({ metadata, spec }: Kustomization): string[] {
  const { postBuild, decryption, kubeConfig } = spec;
  const { secretRef } = decryption ?? {};
  return [
    ...(postBuild?.substituteFrom ?? []),
    ...(secretRef ? [{ kind: 'Secret', name: secretRef.name }] : []),
    ...configsOfKubeConfig(kubeConfig),
  ].map(reference => configIndexValue(reference, metadata.namespace));
}

/** What a dependent may wait for besides Ready. */
export function progressOf({ status }: Kustomization): unknown {
  return [status?.lastAppliedRevision, status?.observedGeneration];
}
