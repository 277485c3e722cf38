import { KustomizeError } from '../errors';
import type { FieldSpec } from '../transformers/fieldSpec';
import {
  compareGvk,
  mergeFieldSpecs,
  mergeNameReferences,
  type NameReference,
} from './fieldSpecs';

/** Which fields each transformer writes; the keys are those of a `configurations` file. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

export const EMPTY_CONFIG: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

type FieldSpecList = Exclude<keyof TransformerConfig, 'nameReference'>;

const FIELD_SPEC_LISTS: readonly FieldSpecList[] = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonAnnotations',
  'commonLabels',
  'labels',
  'templateLabels',
  'varReference',
  'images',
  'replicas',
];

/** Orders all lists by kind. */
export function sortConfig(config: TransformerConfig): TransformerConfig {
  const result: {
    -readonly [K in keyof TransformerConfig]: TransformerConfig[K];
  } = {
    ...config,
    nameReference: config.nameReference.slice().sort(compareGvk),
  };
  for (const key of FIELD_SPEC_LISTS) {
    result[key] = config[key].slice().sort(compareGvk);
  }
  return result;
}

/**
 * Adds the fields of `other` to `config`.
 * @throws KustomizeError - invalid-config, when one creates a field that the other does not
 */
export function mergeConfigs(
  config: TransformerConfig,
  other: TransformerConfig,
): TransformerConfig {
  if (other === config) return config;
  const result: {
    -readonly [K in keyof TransformerConfig]: TransformerConfig[K];
  } = {
    ...config,
  };
  for (const key of FIELD_SPEC_LISTS) {
    result[key] = orFail(key, () => mergeFieldSpecs(config[key], other[key]));
  }
  result.nameReference = orFail('nameReference', () =>
    mergeNameReferences(config.nameReference, other.nameReference),
  );
  return sortConfig(result);
}

const LIST_NAMES: Partial<Record<keyof TransformerConfig, string>> = {
  namespace: 'NameSpace',
};

function orFail<T>(list: keyof TransformerConfig, merge: () => T): T {
  try {
    return merge();
  } catch (cause) {
    const name = LIST_NAMES[list] ?? list[0].toUpperCase() + list.slice(1);
    throw new KustomizeError(
      'invalid-config',
      `failed to merge ${name} fieldSpec: ${
        cause instanceof Error ? cause.message : cause
      }`,
    );
  }
}
