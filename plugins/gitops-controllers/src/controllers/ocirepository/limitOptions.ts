import { DEFAULT_OCI_LIMITS } from '@backstage-gitops/oci';
import { option } from '../../host/options/schema';

/** Bytes that a layer may unpack to. */
const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;

/** Options that bound what a registry may send; Flux has none of them. */
export const limitOptions = {
  ociMaxManifestSize: option.integer({
    flag: 'oci-max-manifest-size',
    doc: 'Bytes of a manifest, or of a page of tags.',
    default: DEFAULT_OCI_LIMITS.manifestBytes,
    min: 1,
  }),
  ociMaxLayerSize: option.integer({
    flag: 'oci-max-layer-size',
    doc: 'Bytes of a layer.',
    default: DEFAULT_OCI_LIMITS.blobBytes,
    min: 1,
  }),
  ociMaxUnpackedSize: option.integer({
    flag: 'oci-max-unpacked-size',
    doc: 'Bytes of all files that a layer unpacks to.',
    default: MAX_UNPACKED_BYTES,
    min: 1,
  }),
  ociMaxTags: option.integer({
    flag: 'oci-max-tags',
    doc: 'Number of tags of a repository that a version range is looked up in.',
    default: DEFAULT_OCI_LIMITS.tags,
    min: 1,
  }),
};
