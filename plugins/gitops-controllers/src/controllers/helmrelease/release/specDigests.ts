import { createDigest } from '../../../artifacts/digest';
import type { DigestAlgorithm } from '../../../artifacts/digest';
import type { HelmReleaseSpec } from '../types';
import { mapToGoJson, toGoJson } from './toGoJson';

type PostRenderer = NonNullable<HelmReleaseSpec['postRenderers']>[number];
type Kustomize = NonNullable<PostRenderer['kustomize']>;

/** Fields of a record in Go's order, without those that are empty. */
function pick<T extends object>(
  record: T,
  fields: readonly (keyof T & string)[],
): Record<string, unknown> {
  const known = fields
    .map(field => [field, record[field]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(known);
}

function patchOf({ patch, target }: NonNullable<Kustomize['patches']>[number]) {
  if (!target) return { patch };
  const fields = [
    'group',
    'version',
    'kind',
    'namespace',
    'name',
    'annotationSelector',
    'labelSelector',
  ] as const;
  return { patch, target: pick(target, fields) };
}

function imageOf(image: NonNullable<Kustomize['images']>[number]) {
  const optional = pick(image, ['newName', 'newTag', 'digest']);
  return { name: image.name, ...optional };
}

function rendererOf({ kustomize }: PostRenderer) {
  if (!kustomize) return {};
  const { patches = [], images = [] } = kustomize;
  return {
    kustomize: {
      ...(patches.length > 0 && { patches: patches.map(patchOf) }),
      ...(images.length > 0 && { images: images.map(imageOf) }),
    },
  };
}

function digestOf(json: string, algorithm: DigestAlgorithm): string {
  const digest = createDigest(algorithm);
  digest.update(Buffer.from(`${json}\n`));
  return digest.finish();
}

/**
 * Digest of `spec.postRenderers` for `status.observedPostRenderersDigest`:
 * of one JSON line as Go writes it; empty where there are none.
 */
export function postRenderersDigest(
  { postRenderers }: HelmReleaseSpec,
  algorithm: DigestAlgorithm,
): string {
  if (!postRenderers) return '';
  return digestOf(toGoJson(postRenderers.map(rendererOf)), algorithm);
}

/** Likewise of `spec.commonMetadata`, for `status.observedCommonMetadataDigest`. */
export function commonMetadataDigest(
  { commonMetadata }: HelmReleaseSpec,
  algorithm: DigestAlgorithm,
): string {
  if (!commonMetadata) return '';
  const fields = (['annotations', 'labels'] as const).flatMap(field => {
    const map = commonMetadata[field] ?? {};
    return Object.keys(map).length > 0
      ? [`"${field}":${mapToGoJson(map)}`]
      : [];
  });
  return digestOf(`{${fields.join(',')}}`, algorithm);
}
