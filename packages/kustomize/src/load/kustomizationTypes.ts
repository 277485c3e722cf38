import type { JsonValue } from '../resources/toValue';
import type { FieldSpec } from '../transformers/fieldSpec';

/** The fields of a kustomization file as data; `undefined` is "not given". */
export interface Kustomization {
  kind?: string;
  apiVersion?: string;
  metadata?: ObjectMeta;
  openapi?: Map<string, string>;
  namePrefix?: string;
  nameSuffix?: string;
  namespace?: string;
  commonLabels?: Map<string, string>;
  labels?: LabelSettings[];
  commonAnnotations?: Map<string, string>;
  patchesStrategicMerge?: string[];
  patchesJson6902?: PatchSettings[];
  patches?: PatchSettings[];
  images?: ImageSettings[];
  imageTags?: ImageSettings[];
  replacements?: ReplacementSettings[];
  replicas?: ReplicaSettings[];
  vars?: VarSettings[];
  sortOptions?: SortSettings;
  resources?: string[];
  components?: string[];
  crds?: string[];
  bases?: string[];
  configMapGenerator?: GeneratorSettings[];
  secretGenerator?: GeneratorSettings[];
  helmGlobals?: HelmGlobals;
  helmCharts?: HelmChartSettings[];
  helmChartInflationGenerator?: LegacyHelmChartSettings[];
  generatorOptions?: GeneratorOptions;
  configurations?: string[];
  generators?: string[];
  transformers?: string[];
  validators?: string[];
  buildMetadata?: string[];
}

export interface ObjectMeta {
  name?: string;
  namespace?: string;
  labels?: Map<string, string>;
  annotations?: Map<string, string>;
}

export interface LabelSettings {
  pairs?: Map<string, string>;
  includeSelectors?: boolean;
  includeTemplates?: boolean;
  fields?: Partial<FieldSpec>[];
}

/** Which objects: regular expressions for kind and name, selectors for labels. */
export interface SelectorSettings {
  group?: string;
  version?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  annotationSelector?: string;
  labelSelector?: string;
}

export interface PatchSettings {
  path?: string;
  patch?: string;
  target?: SelectorSettings;
  options?: { allowNameChange?: boolean; allowKindChange?: boolean };
}

export interface ImageSettings {
  name?: string;
  newName?: string;
  tagSuffix?: string;
  newTag?: string;
  digest?: string;
}

export interface FieldOptions {
  delimiter?: string;
  index?: number;
  encoding?: string;
  create?: boolean;
}

export interface ReplacementSource extends SelectorSettings {
  fieldPath?: string;
  options?: FieldOptions;
}

export interface ReplacementTarget {
  select?: SelectorSettings;
  reject?: SelectorSettings[];
  fieldPaths?: string[];
  options?: FieldOptions;
}

export interface ReplacementSettings {
  path?: string;
  source?: ReplacementSource;
  sourceValue?: string;
  targets?: ReplacementTarget[];
}

export interface ReplicaSettings {
  name?: string;
  count?: number | bigint;
}

export interface VarSettings {
  name?: string;
  objref?: {
    apiVersion?: string;
    group?: string;
    version?: string;
    kind?: string;
    name?: string;
    namespace?: string;
  };
  fieldref?: { fieldPath?: string };
}

export interface SortSettings {
  order?: string;
  legacySortOptions?: { orderFirst?: string[]; orderLast?: string[] };
}

export interface GeneratorOptions {
  labels?: Map<string, string>;
  annotations?: Map<string, string>;
  disableNameSuffixHash?: boolean;
  immutable?: boolean;
}

/** One entry of `configMapGenerator` or `secretGenerator`. */
export interface GeneratorSettings {
  namespace?: string;
  name?: string;
  behavior?: string;
  literals?: string[];
  files?: string[];
  envs?: string[];
  env?: string;
  options?: GeneratorOptions;
  /** Only of Secrets; default `Opaque`. */
  type?: string;
}

export interface HelmGlobals {
  chartHome?: string;
  configHome?: string;
}

export interface HelmChartSettings {
  name?: string;
  version?: string;
  repo?: string;
  releaseName?: string;
  namespace?: string;
  additionalValuesFiles?: string[];
  valuesFile?: string;
  valuesInline?: Map<string, JsonValue>;
  valuesMerge?: string;
  includeCRDs?: boolean;
  skipHooks?: boolean;
  apiVersions?: string[];
  kubeVersion?: string;
  nameTemplate?: string;
  skipTests?: boolean;
  debug?: boolean;
  devel?: boolean;
}

/** The form of `helmChartInflationGenerator`, deprecated. */
export interface LegacyHelmChartSettings {
  chartName?: string;
  chartVersion?: string;
  chartRepoUrl?: string;
  chartHome?: string;
  helmHome?: string;
  values?: string;
  valuesLocal?: Map<string, JsonValue>;
  valuesMerge?: string;
  releaseName?: string;
}
