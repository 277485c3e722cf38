/** Annotations through which a build remembers things between its steps. */

const DOMAIN = 'internal.config.kubernetes.io';

export const PREVIOUS_KINDS = `${DOMAIN}/previousKinds`;
export const PREVIOUS_NAMES = `${DOMAIN}/previousNames`;
export const PREVIOUS_NAMESPACES = `${DOMAIN}/previousNamespaces`;
export const PREFIXES = `${DOMAIN}/prefixes`;
export const SUFFIXES = `${DOMAIN}/suffixes`;
const REFERRED_BY = `${DOMAIN}/refBy`;
export const GENERATOR_BEHAVIOR = `${DOMAIN}/generatorBehavior`;
export const NEEDS_HASH = `${DOMAIN}/needsHashSuffix`;
export const ALLOW_NAME_CHANGE = `${DOMAIN}/allowNameChange`;
export const ALLOW_KIND_CHANGE = `${DOMAIN}/allowKindChange`;
export const HELM_GENERATED = `${DOMAIN}/helm-generated`;
export const ORIGIN = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';
export const LOCAL_CONFIG = 'config.kubernetes.io/local-config';

const LEGACY_READER_ANNOTATIONS = [
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
];

/** Removed from every object before it is printed. */
export const BUILD_ANNOTATIONS: readonly string[] = [
  PREVIOUS_KINDS,
  PREVIOUS_NAMES,
  PREFIXES,
  SUFFIXES,
  PREVIOUS_NAMESPACES,
  ALLOW_NAME_CHANGE,
  ALLOW_KIND_CHANGE,
  REFERRED_BY,
  GENERATOR_BEHAVIOR,
  NEEDS_HASH,
  `${DOMAIN}/path`,
  `${DOMAIN}/index`,
  `${DOMAIN}/seqindent`,
  `${DOMAIN}/id`,
  `${DOMAIN}/annotations-migration-resource-id`,
  ...LEGACY_READER_ANNOTATIONS,
  HELM_GENERATED,
];

/** Whether a JSON patch must not lose the annotation `key`. */
export function isInternalAnnotation(key: string): boolean {
  return (
    key.startsWith(`${DOMAIN}/`) || LEGACY_READER_ANNOTATIONS.includes(key)
  );
}
