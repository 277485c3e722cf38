import type { FieldType, StructType } from './decodeJson';

/** The types of a kustomization file and of built-in plugin configurations. */

const TEXTS: FieldType = { list: 'string' };
const TEXT_MAP: FieldType = { map: 'string' };

function struct(name: string, fields: StructType['fields']): StructType {
  return { struct: name, fields };
}

function list(item: FieldType): FieldType {
  return { list: item };
}

function texts(...names: string[]): { [name: string]: FieldType } {
  return Object.fromEntries(names.map(name => [name, 'string']));
}

const GVK = texts('group', 'version', 'kind');
const RESOURCE_ID = { ...GVK, ...texts('name', 'namespace') };

export const OBJECT_META = struct('ObjectMeta', {
  ...texts('name', 'namespace'),
  labels: TEXT_MAP,
  annotations: TEXT_MAP,
});

export const FIELD_SPEC = struct('FieldSpec', {
  ...GVK,
  path: 'string',
  create: 'bool',
});

export const SELECTOR = struct('Selector', {
  ...RESOURCE_ID,
  ...texts('annotationSelector', 'labelSelector'),
});

const PATCH_OPTIONS = struct('PatchArgs', {
  allowNameChange: 'bool',
  allowKindChange: 'bool',
});

export const PATCH = struct('Patch', {
  ...texts('path', 'patch'),
  target: SELECTOR,
  options: PATCH_OPTIONS,
});

export const IMAGE = struct(
  'Image',
  texts('name', 'newName', 'tagSuffix', 'newTag', 'digest'),
);

const FIELD_OPTIONS = struct('FieldOptions', {
  delimiter: 'string',
  index: 'int',
  encoding: 'string',
  create: 'bool',
});

export const REPLACEMENT = struct('Replacement', {
  source: struct('SourceSelector', {
    ...RESOURCE_ID,
    fieldPath: 'string',
    options: FIELD_OPTIONS,
  }),
  sourceValue: 'string',
  targets: list(
    struct('TargetSelector', {
      select: SELECTOR,
      reject: list(SELECTOR),
      fieldPaths: TEXTS,
      options: FIELD_OPTIONS,
    }),
  ),
});

export const REPLACEMENT_FIELD = struct('ReplacementField', {
  ...REPLACEMENT.fields,
  path: 'string',
});

export const REPLICA = struct('Replica', { name: 'string', count: 'int' });

const VAR = struct('Var', {
  name: 'string',
  objref: struct('Target', { ...RESOURCE_ID, apiVersion: 'string' }),
  fieldref: struct('FieldSelector', { fieldPath: 'string' }),
});

const GENERATOR_OPTIONS = struct('GeneratorOptions', {
  labels: TEXT_MAP,
  annotations: TEXT_MAP,
  disableNameSuffixHash: 'bool',
  immutable: 'bool',
});

const GENERATOR_FIELDS: StructType['fields'] = {
  ...texts('namespace', 'name', 'behavior', 'env'),
  literals: TEXTS,
  files: TEXTS,
  envs: TEXTS,
  options: GENERATOR_OPTIONS,
};

export const CONFIG_MAP_ARGS = struct('ConfigMapArgs', GENERATOR_FIELDS);

export const SECRET_ARGS = struct('SecretArgs', {
  ...GENERATOR_FIELDS,
  type: 'string',
});

export const HELM_GLOBALS = struct(
  'HelmGlobals',
  texts('chartHome', 'configHome'),
);

export const HELM_CHART = struct('HelmChart', {
  ...texts('name', 'version', 'repo', 'releaseName', 'namespace', 'valuesFile'),
  ...texts('valuesMerge', 'kubeVersion', 'nameTemplate'),
  additionalValuesFiles: TEXTS,
  valuesInline: { map: 'any' },
  includeCRDs: 'bool',
  skipHooks: 'bool',
  apiVersions: TEXTS,
  skipTests: 'bool',
  debug: 'bool',
  devel: 'bool',
});

const LEGACY_HELM_CHART = struct('HelmChartArgs', {
  ...texts('chartName', 'chartVersion', 'chartRepoUrl', 'chartHome'),
  ...texts('chartRepoName', 'helmBin', 'helmHome', 'values', 'valuesMerge'),
  ...texts('releaseName', 'releaseNamespace'),
  valuesLocal: { map: 'any' },
  extraArgs: TEXTS,
});

const SORT_OPTIONS = struct('SortOptions', {
  order: 'string',
  legacySortOptions: struct('LegacySortOptions', {
    orderFirst: TEXTS,
    orderLast: TEXTS,
  }),
});

export const KUSTOMIZATION = struct('Kustomization', {
  ...texts('kind', 'apiVersion', 'namePrefix', 'nameSuffix', 'namespace'),
  metadata: OBJECT_META,
  openapi: TEXT_MAP,
  commonLabels: TEXT_MAP,
  labels: list(
    struct('Label', {
      pairs: TEXT_MAP,
      includeSelectors: 'bool',
      includeTemplates: 'bool',
      fields: list(FIELD_SPEC),
    }),
  ),
  commonAnnotations: TEXT_MAP,
  patchesStrategicMerge: TEXTS,
  patchesJson6902: list(PATCH),
  patches: list(PATCH),
  images: list(IMAGE),
  imageTags: list(IMAGE),
  replacements: list(REPLACEMENT_FIELD),
  replicas: list(REPLICA),
  vars: list(VAR),
  sortOptions: SORT_OPTIONS,
  resources: TEXTS,
  components: TEXTS,
  crds: TEXTS,
  bases: TEXTS,
  configMapGenerator: list(CONFIG_MAP_ARGS),
  secretGenerator: list(SECRET_ARGS),
  helmGlobals: HELM_GLOBALS,
  helmCharts: list(HELM_CHART),
  helmChartInflationGenerator: list(LEGACY_HELM_CHART),
  generatorOptions: GENERATOR_OPTIONS,
  configurations: TEXTS,
  generators: TEXTS,
  transformers: TEXTS,
  validators: TEXTS,
  buildMetadata: TEXTS,
});

const FIELD_SPECS = list(FIELD_SPEC);

/** A file named in `configurations`. */
export const TRANSFORMER_CONFIG = struct('TransformerConfig', {
  namePrefix: FIELD_SPECS,
  nameSuffix: FIELD_SPECS,
  namespace: FIELD_SPECS,
  commonLabels: FIELD_SPECS,
  labels: FIELD_SPECS,
  templateLabels: FIELD_SPECS,
  commonAnnotations: FIELD_SPECS,
  nameReference: list(
    struct('NameBackReferences', { ...GVK, fieldSpecs: FIELD_SPECS }),
  ),
  varReference: FIELD_SPECS,
  images: FIELD_SPECS,
  replicas: FIELD_SPECS,
});
