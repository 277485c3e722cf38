import type { KubeObject, ObjectMeta, TypeMeta } from '@backstage-gitops/kube';

/** A Secret or ConfigMap that holds one revision of a release. */
export interface StorageObject extends KubeObject {
  type?: string;
  data?: Record<string, string>;
}

/** What Helm's drivers for Secrets and ConfigMaps differ in. */
export interface StorageKind extends TypeMeta {
  /** Whether errors of the cluster are told with what was tried. */
  readonly saysWhatFailed: boolean;
  /** @param text - an encoded release */
  create(metadata: ObjectMeta, text: string): StorageObject;
  /** The encoded release; empty where there is none. */
  textOf(object: StorageObject): string;
}

const SECRET_TYPE = { apiVersion: 'v1', kind: 'Secret' };
const CONFIG_MAP_TYPE = { apiVersion: 'v1', kind: 'ConfigMap' };

/** @see helm.sh/helm/v4 pkg/storage/driver/secrets.go */
export const SECRETS: StorageKind = {
  ...SECRET_TYPE,
  saysWhatFailed: true,
  create: (metadata, text) => ({
    ...SECRET_TYPE,
    metadata,
    type: 'helm.sh/release.v1',
    data: { release: Buffer.from(text).toString('base64') },
  }),
  textOf: ({ data }) =>
    Buffer.from(data?.release ?? '', 'base64').toString('latin1'),
};

/** @see helm.sh/helm/v4 pkg/storage/driver/cfgmaps.go */
export const CONFIG_MAPS: StorageKind = {
  ...CONFIG_MAP_TYPE,
  saysWhatFailed: false,
  create: (metadata, text) => ({
    ...CONFIG_MAP_TYPE,
    metadata,
    data: { release: text },
  }),
  textOf: ({ data }) => data?.release ?? '',
};

/** Name of the object of a revision, e.g. `sh.helm.release.v1.app.v3`. */
export function storageName(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${version}`;
}
