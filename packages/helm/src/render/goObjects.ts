import {
  GoMap,
  GoObject,
  GoTypes,
  goFunction,
  goStrings,
  namedType,
  type GoValue,
} from '@backstage-gitops/go-template';
import type { Capabilities } from '../capabilities/capabilities';
import type { KubeVersion } from '../capabilities/kubeVersion';
import type { ChartMetadata, Dependency, Maintainer } from '../chart/chart';
import { findTable, type Values } from '../values/values';

const VALUES = namedType('map', 'common.Values', GoTypes.any);
const KUBE_VERSION = namedType('struct', 'common.KubeVersion');
const VERSION_SET = namedType('slice', 'common.VersionSet', GoTypes.string);
const BUILD_INFO = namedType('struct', 'version.BuildInfo');
const CAPABILITIES = namedType('ptr', '*common.Capabilities');

/**
 * A table of Helm's own type `common.Values`, as `.`, `.Values` and
 * `.Template` have. It shares the table: what a template sets shows in both.
 */
export function toValuesObject(table: Values): GoObject {
  const object: GoObject = new GoObject({
    type: VALUES,
    underlying: table,
    around: other => toValuesObject(other as Values),
    methods: {
      AsMap: goFunction('', () => table),
      Table: goFunction('string', ([path]) => {
        const found = findTable(table, path as string);
        return toValuesObject('table' in found ? found.table : new Map());
      }),
    },
  });
  return object;
}

/** `.Capabilities`. */
export function toCapabilitiesObject(capabilities: Capabilities): GoObject {
  const { kubeVersion, apiVersions, helmVersion } = capabilities;
  return new GoObject({
    type: CAPABILITIES,
    fields: new Map<string, GoValue>([
      ['KubeVersion', toKubeVersionObject(kubeVersion)],
      ['APIVersions', toVersionSet(apiVersions)],
      [
        'HelmVersion',
        new GoObject({
          type: BUILD_INFO,
          fields: new Map([
            ['Version', helmVersion.version],
            ['GitCommit', helmVersion.gitCommit],
            ['GitTreeState', helmVersion.gitTreeState],
            ['GoVersion', helmVersion.goVersion],
            ['KubeClientVersion', helmVersion.kubeClientVersion],
          ]),
        }),
      ],
    ]),
  });
}

function toKubeVersionObject(kubeVersion: KubeVersion): GoObject {
  return new GoObject({
    type: KUBE_VERSION,
    fields: new Map([
      ['Version', kubeVersion.version],
      ['Major', kubeVersion.major],
      ['Minor', kubeVersion.minor],
    ]),
    methods: {
      String: goFunction('', () => kubeVersion.normalized),
      GitVersion: goFunction('', () => kubeVersion.version),
    },
    string: () => kubeVersion.normalized,
  });
}

function toVersionSet(apiVersions: readonly string[]): GoObject {
  const known = new Set(apiVersions);
  return new GoObject({
    type: VERSION_SET,
    underlying: goStrings(apiVersions),
    methods: {
      Has: goFunction('string', ([version]) => known.has(version as string)),
    },
  });
}

/** `.Chart`: the fields of Chart.yaml under their Go names. */
export function toChartMap(metadata: ChartMetadata, isRoot: boolean): Values {
  return new Map<string, GoValue>([
    ['Name', metadata.name],
    ['Home', metadata.home],
    ['Sources', [...metadata.sources]],
    ['Version', metadata.version],
    ['Description', metadata.description],
    ['Keywords', [...metadata.keywords]],
    ['Maintainers', metadata.maintainers.map(toMaintainerMap)],
    ['Icon', metadata.icon],
    ['APIVersion', metadata.apiVersion],
    ['Condition', metadata.condition],
    ['Tags', metadata.tags],
    ['AppVersion', metadata.appVersion],
    ['Deprecated', metadata.deprecated],
    ['Annotations', toAnnotations(metadata.annotations)],
    ['KubeVersion', metadata.kubeVersion],
    ['Dependencies', (metadata.dependencies ?? []).map(toDependencyMap)],
    ['Type', metadata.type],
    ['IsRoot', isRoot],
  ]);
}

function toAnnotations(
  annotations: ReadonlyMap<string, string> | undefined,
): GoMap {
  return new GoMap(GoTypes.stringMap, annotations, annotations === undefined);
}

function toMaintainerMap({ name, email, url }: Maintainer): Values {
  return new Map([
    ['Name', name],
    ['Email', email],
    ['URL', url],
  ]);
}

function toDependencyMap(dependency: Dependency): Values {
  return new Map<string, GoValue>([
    ['Name', dependency.name],
    ['Version', dependency.version],
    ['Repository', dependency.repository],
    ['Condition', dependency.condition],
    ['Tags', [...dependency.tags]],
    ['Enabled', dependency.enabled],
    ['ImportValues', [...dependency.importValues]],
    ['Alias', dependency.alias],
  ]);
}
