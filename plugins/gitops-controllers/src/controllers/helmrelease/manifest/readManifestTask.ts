import { decode } from '@backstage-gitops/go-yaml';
import { normalizeObject } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';

/** A text with objects. Plain data, for a worker. */
interface ReadManifestRequest {
  readonly manifest: string;
  /** Puts objects into the form in which they are applied. */
  readonly normalize?: boolean;
}

type Fields = Record<string, unknown>;

/** Lines that end a document: nothing but a comment stands behind the dashes. */
const SEPARATOR = /^---[ \t]*(?:#.*)?\r?$/m;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for what has an apiVersion, a kind and a name, and is no kustomization. */
function isObject(value: unknown): value is UnstructuredObject {
  if (!isFields(value)) return false;
  const { apiVersion, kind, metadata } = value;
  const name = isFields(metadata) ? metadata.name : undefined;
  if (![apiVersion, kind, name].every(text => typeof text === 'string' && text))
    return false;
  return !(
    String(kind).toLowerCase() === 'kustomization' &&
    String(apiVersion).startsWith('kustomize.config.k8s.io/')
  );
}

function itemsOf(value: unknown): unknown[] {
  return isFields(value) && Array.isArray(value.items) ? value.items : [value];
}

/**
 * The objects of a YAML stream in its order, items of Lists among them; what
 * is no Kubernetes object is passed over. Runs in a worker thread.
 * @throws YamlError
 * @see github.com/fluxcd/pkg ssa/utils, ReadObjects
 */
export function readManifestTask({
  manifest,
  normalize = false,
}: ReadManifestRequest): UnstructuredObject[] {
  const objects = manifest
    .split(SEPARATOR)
    .flatMap(text =>
      itemsOf(decode(text, { dialect: 'sigs', int: value => Number(value) })),
    )
    .filter(isObject);
  if (normalize) objects.forEach(normalizeObject);
  return objects;
}
