import { getPath, isObject, JsonObject } from '../json';
import { SIMULATE_ANNOTATION } from './annotation';
import { SimulatorClient } from './SimulatorClient';

const VOLUMES = '/api/v1/persistentvolumes';

const textAt = (object: JsonObject, path: string[]) => {
  const value = getPath(object, path);
  return typeof value === 'string' ? value : undefined;
};

/** Dynamic provisioning names volumes so. */
const volumeNameOf = (claim: JsonObject) =>
  `pvc-${textAt(claim, ['metadata', 'uid'])}`;

function needsVolume(claim: JsonObject): boolean {
  const metadata = isObject(claim.metadata) ? claim.metadata : {};
  return (
    metadata.deletionTimestamp === undefined &&
    getPath(metadata, ['annotations', SIMULATE_ANNOTATION]) !== 'never-ready' &&
    getPath(claim, ['spec', 'storageClassName']) === undefined &&
    getPath(claim, ['spec', 'volumeName']) === undefined &&
    getPath(claim, ['spec', 'selector']) === undefined
  );
}

/**
 * Provides a volume for a claim that asks for the default StorageClass, and
 * binds the two. Does nothing for any other claim.
 */
export async function bindClaim(
  client: SimulatorClient,
  claim: JsonObject,
): Promise<void> {
  if (!needsVolume(claim)) {
    return;
  }
  const volumeName = volumeNameOf(claim);
  const [name, namespace, uid] = ['name', 'namespace', 'uid'].map(key =>
    textAt(claim, ['metadata', key]),
  );
  const accessModes = getPath(claim, ['spec', 'accessModes']);
  const capacity = getPath(claim, ['spec', 'resources', 'requests']);
  await client.create(VOLUMES, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName },
    spec: {
      ...{ accessModes, capacity, persistentVolumeReclaimPolicy: 'Delete' },
      claimRef: {
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        ...{ name, namespace, uid },
      },
      csi: { driver: 'simulated', volumeHandle: volumeName },
    },
  });
  await client.patch(`${VOLUMES}/${volumeName}/status`, {
    status: { phase: 'Bound' },
  });
  const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;
  await client.patch(path, { spec: { volumeName } });
  await client.patch(`${path}/status`, {
    status: { phase: 'Bound', accessModes, capacity },
  });
}

/** Deletes the volume of a claim that is gone, as its reclaim policy says. */
export async function releaseVolume(
  client: SimulatorClient,
  claim: JsonObject,
): Promise<void> {
  const volumeName = volumeNameOf(claim);
  if (getPath(claim, ['spec', 'volumeName']) === volumeName) {
    await client.delete(`${VOLUMES}/${volumeName}`);
  }
}
