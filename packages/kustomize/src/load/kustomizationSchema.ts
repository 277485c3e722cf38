import type { FieldType, StructType } from './decodeJson';

/** The types of a kustomization file and of built-in plugin configurations. */

const TEXTS: FieldType = { list: 'string' };
const TEXT_MAP: FieldType = { map: 'string' };

function struct(name: string, fields: StructType['fields']): StructType {
  return { struct: name, fields };
}

/** Fields of embedded structs, by the path of their names. */
type Embedded = { readonly [structs: string]: StructType['fields'] };

/** A type that embeds other ones, whose fields come first. */
function extending(
  name: string,
  embedded: Embedded,
  own: StructType['fields'],
): StructType {
  const origins = Object.entries(embedded).flatMap(([structs, fields]) =>
    Object.keys(fields).map((field): [string, string] => [field, structs]),
  );
  return {
    struct: name,
    fields: Object.assign({}, ...Object.values(embedded), own),
    embedded: Object.fromEntries(origins),
  };
}

function list(item: FieldType): FieldType {
  return { list: item };
}

function texts(...names: string[]): { [name: string]: FieldType } {
  return Object.fromEntries(names.map(name => [name, 'string']));
}

const GVK = texts('group', 'version', 'kind');
const RESOURCE_ID: Embedded = {
  'ResId.Gvk': GVK,
  ResId: texts('name', 'namespace'),
};

export const OBJECT_META = struct('ObjectMeta', {
  ...texts('name', 'namespace'),
  labels: TEXT_MAP,
  annotations: TEXT_MAP,
});

export const FIELD_SPEC = extending(
  'FieldSpec',
  { Gvk: GVK },
  {
    path: 'string',
    create: 'bool',
  },
);

export const SELECTOR = extending('Selector', RESOURCE_ID, {
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
  source: extending('SourceSelector', RESOURCE_ID, {
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

export const REPLACEMENT_FIELD = extending(
  'ReplacementField',
  { Replacement: REPLACEMENT.fields },
  { path: 'string' },
);

export const REPLICA = struct('Replica', { name: 'string', count: 'int' });

const VAR = struct('Var', {
  name: 'string',
  objref: extending(
    'Target',
    { Gvk: GVK },
    texts('apiVersion', 'name', 'namespace'),
  ),
  fieldref: struct('FieldSelector', { fieldPath: 'string' }),
});

const GENERATOR_OPTIONS = struct('GeneratorOptions', {
  labels: TEXT_MAP,
  annotations: TEXT_MAP,
  disableNameSuffixHash: 'bool',
  immutable: 'bool',
});

const GENERATOR_ARGS: Embedded = {
  GeneratorArgs: {
    ...texts('namespace', 'name', 'behavior'),
    options: GENERATOR_OPTIONS,
  },
  'GeneratorArgs.KvPairSources': {
    literals: TEXTS,
    files: TEXTS,
    envs: TEXTS,
    env: 'string',
  },
};

export const CONFIG_MAP_ARGS = extending('ConfigMapArgs', GENERATOR_ARGS, {});

export const SECRET_ARGS = extending('SecretArgs', GENERATOR_ARGS, {
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

const TYPE_META = texts('kind', 'apiVersion');

export const KUSTOMIZATION = extending(
  'Kustomization',
  { TypeMeta: TYPE_META },
  {
    ...texts('namePrefix', 'nameSuffix', 'namespace'),
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
  },
);

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
