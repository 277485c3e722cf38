import { ObjectStorage, type StorageOptions } from './ObjectStorage';
import { CONFIG_MAPS, SECRETS } from './storageObjects';

/** Keeps releases in Secrets of type `helm.sh/release.v1`, as Helm does. */
export function createSecretStorage(options: StorageOptions): ObjectStorage {
  return new ObjectStorage(SECRETS, options);
}

/** Keeps releases in ConfigMaps, as Helm does with HELM_DRIVER=configmap. */
export function createConfigMapStorage(options: StorageOptions): ObjectStorage {
  return new ObjectStorage(CONFIG_MAPS, options);
}
