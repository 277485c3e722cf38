import {
  GoError,
  GoMap,
  GoObject,
  GoTypes,
  goFunction,
  goStrings,
  namedType,
  type GoValue,
} from '@backstage-gitops/go-template';
import type { Capabilities, HelmVersion } from '../capabilities/capabilities';
import type { KubeVersion } from '../capabilities/kubeVersion';
import type { ChartMetadata, Dependency, Maintainer } from '../chart/chart';
import { goQuote } from '../text/goQuote';
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
        if ('missing' in found) {
          throw new GoError(`${goQuote(found.missing)} is not a table`);
        }
        return toValuesObject(found.table);
      }),
    },
  });
  return object;
}

/** `.Capabilities`. */
export function toCapabilitiesObject(capabilities: Capabilities): GoObject {
  const { kubeVersion, apiVersions } = capabilities;
  return new GoObject({
    type: CAPABILITIES,
    fields: new Map<string, GoValue>([
      ['KubeVersion', toKubeVersionObject(kubeVersion)],
      ['APIVersions', toVersionSet(apiVersions)],
      ['HelmVersion', toBuildInfoObject(capabilities.helmVersion)],
    ]),
  });
}

function toBuildInfoObject(version: HelmVersion): GoObject {
  const fields = [
    ['Version', 'version', version.version],
    ['GitCommit', 'git_commit', version.gitCommit],
    ['GitTreeState', 'git_tree_state', version.gitTreeState],
    ['GoVersion', 'go_version', version.goVersion],
    ['KubeClientVersion', 'kube_client_version', version.kubeClientVersion],
  ];
  const named = (index: number) =>
    new Map(fields.map(field => [field[index], field[2]]));
  return new GoObject({
    type: BUILD_INFO,
    fields: named(0),
    json: () => new GoObject({ type: BUILD_INFO, fields: named(1) }),
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
