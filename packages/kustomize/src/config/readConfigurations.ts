import { decodeJson } from '../load/decodeJson';
import { decodeSigs } from '../load/kustomizationFile';
import { TRANSFORMER_CONFIG } from '../load/kustomizationSchema';
import type { FieldSpec } from '../transformers/fieldSpec';
import { KustomizeError, withPrefix } from '../errors';
import { DEFAULT_CONFIG } from './defaultConfig';
import type { NameReference } from './fieldSpecs';
import {
  EMPTY_CONFIG,
  mergeConfigs,
  sortConfig,
  type TransformerConfig,
} from './transformerConfig';

type GivenSpec = Partial<FieldSpec>;
type GivenReference = Partial<Omit<NameReference, 'fieldSpecs'>> & {
  fieldSpecs?: GivenSpec[];
};
type GivenConfig = {
  [K in keyof TransformerConfig]?: K extends 'nameReference'
    ? GivenReference[]
    : GivenSpec[];
};

/** Fills in what a field spec leaves out. */
export function completeSpec({
  path = '',
  group = '',
  version = '',
  kind = '',
  create = false,
}: GivenSpec): FieldSpec {
  return { path, group, version, kind, create };
}

/**
 * The built-in configuration with that of the files in `configurations`.
 * @throws KustomizeError - invalid-config, not-found, malformed-yaml
 */
export function readConfigurations(
  paths: readonly string[],
  load: (path: string) => Uint8Array,
): TransformerConfig {
  if (paths.length === 0) return DEFAULT_CONFIG;
  const given = paths
    .map(path => readConfiguration(load(path), path))
    .reduce(mergeConfigs, EMPTY_CONFIG);
  return mergeConfigs(DEFAULT_CONFIG, given);
}

function readConfiguration(
  content: Uint8Array,
  path: string,
): TransformerConfig {
  const value = decodeSigs(content, path);
  if (value === null) return EMPTY_CONFIG;
  const given = withPrefix(`in '${path}'`, () =>
    decodeJson<GivenConfig>(value, TRANSFORMER_CONFIG, {
      refuseUnknown: true,
      coerceScalars: true,
    }),
  );
  const { nameReference = [], ...lists } = given;
  const config = { ...EMPTY_CONFIG } as Record<string, unknown>;
  for (const [key, specs] of Object.entries(lists)) {
    config[key] = specs.map(completeSpec);
  }
  config.nameReference = nameReference.map(completeReference);
  if (Object.keys(given).length === 0 && typeof value !== 'object') {
    throw new KustomizeError('invalid-config', `'${path}' is no configuration`);
  }
  return sortConfig(config as unknown as TransformerConfig);
}

function completeReference({
  group = '',
  version = '',
  kind = '',
  fieldSpecs = [],
}: GivenReference): NameReference {
  return { group, version, kind, fieldSpecs: fieldSpecs.map(completeSpec) };
}
