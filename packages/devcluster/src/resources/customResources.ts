import { isObject, JsonObject, KubeObject } from '../json';
import { Schema } from '../schema/Schema';
import { customResourceSchema } from '../schema/structuralSchema';
import {
  PrinterColumn,
  Resource,
  ScalePaths,
  SubresourceInfo,
} from './Resource';

const VERBS = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];
const SUBRESOURCE_VERBS = ['get', 'patch', 'update'];

/** The spec of a CustomResourceDefinition, as far as serving needs it. */
export interface DefinitionSpec {
  readonly group: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly names: {
    readonly plural: string;
    readonly singular?: string;
    readonly kind: string;
    readonly listKind?: string;
    readonly shortNames?: string[];
    readonly categories?: string[];
  };
  readonly versions: readonly DefinitionVersion[];
}

interface DefinitionVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonObject };
  readonly subresources?: {
    readonly status?: JsonObject;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

/** The served resources of a definition, one per version, newest version first. */
export function customResources(definition: KubeObject): Resource[] {
  const spec = definition.spec as unknown as DefinitionSpec;
  const storage =
    spec.versions.find(version => version.storage) ?? spec.versions[0];
  return spec.versions
    .filter(version => version.served)
    .sort((a, b) => compareVersions(a.name, b.name))
    .map(version => toResource(spec, version, storage));
}

function toResource(
  spec: DefinitionSpec,
  version: DefinitionVersion,
  storage: DefinitionVersion,
): Resource {
  const { names, group } = spec;
  const hasStatus = isObject(version.subresources?.status);
  const scale = version.subresources?.scale;
  const subresources: SubresourceInfo[] = [
    ...(hasStatus
      ? [{ name: 'status', kind: names.kind, verbs: SUBRESOURCE_VERBS }]
      : []),
    ...(scale
      ? [
          {
            name: 'scale',
            kind: 'Scale',
            group: 'autoscaling',
            version: 'v1',
            verbs: SUBRESOURCE_VERBS,
          },
        ]
      : []),
  ];
  return {
    group,
    version: version.name,
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    verbs: VERBS,
    schema: schemaOf(version),
    storageKey: `${group}/${names.plural}`,
    storageVersion: storage.name,
    ...(storage === version ? {} : { storageSchema: schemaOf(storage) }),
    ...(version.deprecated
      ? { deprecationWarning: deprecationWarning(spec, version) }
      : {}),
    custom: true,
    hasStatus,
    ...(scale ? { scale: scalePaths(scale) } : {}),
    subresources,
    columns: version.additionalPrinterColumns ?? [
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
    selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) =>
      jsonPath.slice(1),
    ),
    strategy: { hasGeneration: true },
  };
}

function schemaOf({ schema }: DefinitionVersion): Schema {
  return customResourceSchema(schema?.openAPIV3Schema);
}

/** The text of the definition, or one that names the newest version that is not deprecated. */
function deprecationWarning(
  { group, names, versions }: DefinitionSpec,
  { name, deprecationWarning: text }: DefinitionVersion,
): string {
  const [newest] = versions
    .filter(({ served, deprecated }) => served && !deprecated)
    .map(version => version.name)
    .sort(compareVersions);
  const isNewer = newest !== undefined && compareVersions(newest, name) < 0;
  const advice = isNewer ? `; use ${group}/${newest} ${names.kind}` : '';
  return text ?? `${group}/${name} ${names.kind} is deprecated${advice}`;
}

function scalePaths(
  scale: NonNullable<NonNullable<DefinitionVersion['subresources']>['scale']>,
): ScalePaths {
  const split = (path: string) => path.split('.').filter(Boolean);
  return {
    specReplicas: split(scale.specReplicasPath),
    statusReplicas: split(scale.statusReplicasPath),
    ...(scale.labelSelectorPath
      ? { labelSelector: split(scale.labelSelectorPath) }
      : {}),
  };
}

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/** Kubernetes version order: v2, v1, v1beta2, v1beta1, v1alpha1, then anything else by name. */
export function compareVersions(a: string, b: string): number {
  const left = VERSION.exec(a);
  const right = VERSION.exec(b);
  if (!left || !right) {
    if (left || right) {
      return left ? -1 : 1;
    }
    return a < b ? -1 : 1;
  }
  const rank = (match: RegExpExecArray) =>
    match[2] === undefined ? 2 : Number(match[2] === 'beta');
  return (
    rank(right) - rank(left) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}
