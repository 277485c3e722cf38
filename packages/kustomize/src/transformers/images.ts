import type { YamlNode } from '@backstage-gitops/go-yaml';
import type { ImageSettings } from '../load/kustomizationTypes';
import {
  getField,
  elementsOf,
  fieldNames,
  mapField,
  requireKind,
  scalarNode,
  setScalar,
} from '../resources/tree';
import { compilePattern, type TextMatcher } from '../select/regex';
import { applyFieldSpecs, type FieldSpec } from './fieldSpec';
import type { Transformer } from './transformer';

/**
 * Changes name, tag or digest of an image, in every `containers` and
 * `initContainers` list and in the fields that `fieldSpecs` name.
 */
export function imageTransformer(
  settings: ImageSettings,
  fieldSpecs: readonly FieldSpec[],
): Transformer {
  const matches = imageMatcher(settings.name ?? '');
  const update = (field: YamlNode) => {
    requireKind(field, 'scalar');
    if (!matches(field.value)) return;
    setScalar(field, scalarNode(changedImage(field.value, settings)));
  };
  return map => {
    const resources = map.resources.filter(
      resource => resource.kind !== 'CustomResourceDefinition',
    );
    for (const resource of resources) {
      updateContainers(resource.node, update);
      resource.touch();
    }
    for (const resource of resources) {
      applyFieldSpecs(resource.node, fieldSpecs, { set: update });
      resource.touch();
    }
  };
}

const VERSION = '(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$';
const VERSION_ONLY = new RegExp(`^${VERSION}`);

/** The name is a pattern, as kustomize has it: `nginx`, `.*\/app`. */
function imageMatcher(name: string): TextMatcher {
  if (/^[\w/-]*$/.test(name)) {
    return text =>
      text.startsWith(name) && VERSION_ONLY.test(text.slice(name.length));
  }
  return compilePattern(`^${name}${VERSION}`);
}

function updateContainers(
  node: YamlNode,
  update: (image: YamlNode) => void,
): void {
  if (node.kind === 'sequence') {
    for (const item of elementsOf(node)) updateContainers(item, update);
    return;
  }
  if (node.kind !== 'mapping') return;
  for (const name of fieldNames(node)) {
    const value = mapField(node, name)!;
    updateContainers(value, update);
    if (name !== 'containers' && name !== 'initContainers') continue;
    if (value.kind !== 'sequence') continue;
    for (const container of elementsOf(value)) {
      const image = getField(container, 'image');
      if (image !== undefined) update(image);
    }
  }
}

interface ImageParts {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** Splits `host:5000/app:1@sha256:…` into its parts. */
function splitImage(image: string): ImageParts {
  const slash = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (at < colon || colon < 0)) {
    return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  }
  if (at >= 0) {
    return {
      name: image.slice(0, colon),
      tag: image.slice(colon + 1, at),
      digest: image.slice(at + 1),
    };
  }
  return {
    name: image.slice(0, colon),
    tag: image.slice(colon + 1),
    digest: '',
  };
}

function changedImage(image: string, settings: ImageSettings): string {
  const { newName, newTag, digest, tagSuffix } = settings;
  const old = splitImage(image);
  let version: { tag: string; digest: string } = old;
  if (newTag || digest) {
    version = { tag: newTag ?? '', digest: digest ?? '' };
  } else if (tagSuffix) {
    version = { tag: old.tag + tagSuffix, digest: '' };
  }
  return (
    (newName || old.name) +
    (version.tag === '' ? '' : `:${version.tag}`) +
    (version.digest === '' ? '' : `@${version.digest}`)
  );
}
