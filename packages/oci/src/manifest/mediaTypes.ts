/** Media types that this package reads or writes. */
export const MediaType = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList:
    'application/vnd.docker.distribution.manifest.list.v2+json',
  /** Layer of a Helm chart. */
  helmChart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
} as const;

/** Keys of annotations of the OCI image specification. */
export const Annotation = {
  created: 'org.opencontainers.image.created',
  revision: 'org.opencontainers.image.revision',
  source: 'org.opencontainers.image.source',
} as const;

/** Manifests of images and artifacts. */
export const MANIFEST_TYPES: readonly string[] = [
  MediaType.dockerManifest,
  MediaType.ociManifest,
];

/** Lists of manifests. */
export const INDEX_TYPES: readonly string[] = [
  MediaType.dockerManifestList,
  MediaType.ociIndex,
];
