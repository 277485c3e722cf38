/**
 * Helm 4's charts, values and rendering as pure functions of files and
 * options.
 *
 * ```ts
 * const chart = loadChart(files);
 * const { manifests, hooks, notes, crds } = renderChart(
 *   chart,
 *   parseSet('image.tag=1.2,replicas=3'),
 *   { name: 'app', namespace: 'web' },
 * );
 * ```
 *
 * @packageDocumentation
 */
export { HelmError } from './errors';
export type { HelmErrorCode, HelmErrorDetails } from './errors';
export {
  DEFAULT_ARCHIVE_LIMITS,
  readChartArchive,
} from './archive/readChartArchive';
export type { ArchiveLimits } from './archive/readChartArchive';
export {
  DEFAULT_CAPABILITIES,
  HELM_VERSION,
} from './capabilities/capabilities';
export type { Capabilities, HelmVersion } from './capabilities/capabilities';
export { parseKubeVersion } from './capabilities/kubeVersion';
export type { KubeVersion } from './capabilities/kubeVersion';
export type {
  Chart,
  ChartFile,
  ChartLock,
  ChartMetadata,
  Dependency,
  Maintainer,
} from './chart/chart';
export { ChartCache } from './chart/chartCache';
export type { ChartCacheOptions } from './chart/chartCache';
export { isCompatibleRange } from './chart/compatibleRange';
export { IgnoreRules } from './chart/ignoreRules';
export { loadChart, loadChartArchive } from './chart/loadChart';
export type { LoadOptions } from './chart/loadChart';
export {
  isLocalDependency,
  localDependencyPath,
  missingDependencies,
  dependencyName,
  requireVersionInRange,
  withDependency,
} from './dependencies/missingDependencies';
export { processDependencies } from './dependencies/processDependencies';
export {
  INSTALL_ORDER,
  UNINSTALL_ORDER,
  sortByKind,
} from './manifests/kindOrder';
export type { Hook, HookEvent, Manifest } from './manifests/manifest';
export { sortManifests } from './manifests/sortManifests';
export type { SortedManifests } from './manifests/sortManifests';
export { splitManifests } from './manifests/splitManifests';
export { renderHelmChartForKustomize } from './kustomize/renderHelmChartForKustomize';
export type {
  ChartFileSystem,
  KustomizeHelmRelease,
} from './kustomize/renderHelmChartForKustomize';
export { readChartMetadata } from './package/chartMetadata';
export {
  mergeValuesFiles,
  withDefaultValues,
} from './package/mergeValuesFiles';
export type {
  MergedValues,
  MergeValuesOptions,
} from './package/mergeValuesFiles';
export { packageChart } from './package/packageChart';
export { patchVersion } from './package/patchVersion';
export { toReleaseName } from './release/nameTemplate';
export type { NameSource } from './release/nameTemplate';
export { requireReleaseName } from './release/releaseName';
export type { ChartRecord } from './repository/chartRecord';
export type { ChartVersion, RepositoryIndex } from './repository/chartVersion';
export {
  findVersionText,
  findVersion,
  strictVersion,
  versionsOfTags,
} from './repository/findVersion';
export { convertIndex } from './repository/convertIndex';
export { formatIndex } from './repository/formatIndex';
export { readIndex } from './repository/readIndex';
export { makeLookup, VersionLookup } from './repository/versionLookup';
export { collectCrds } from './render/crds';
export type { Crd } from './render/crds';
export type { PostRenderer, PostRenderStrategy } from './render/postRender';
export { formatTemplate } from './render/formatTemplate';
export type { FormatOptions } from './render/formatTemplate';
export { InvalidManifestError, renderChart } from './render/renderChart';
export type {
  Release,
  RenderOptions,
  RenderResult,
} from './render/renderChart';
export type { SchemaLoader } from './schema/schemaLoader';
export {
  parseSet,
  parseSetFile,
  parseSetInto,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
} from './strvals/parseSet';
export { coalesceTables } from './values/coalesceTables';
export { compareStrings } from './text/compareStrings';
export { coalesceValues } from './values/coalesceValues';
export type {
  CoalesceOptions,
  HelmRules,
  NullHandling,
  Warn,
} from './values/coalesceTables';
export { readValues, readValuesDocument } from './values/readValues';
export { copyTable, mergeMaps } from './values/values';
export type { Values } from './values/values';
