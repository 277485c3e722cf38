import type { GoValue } from '@backstage-gitops/go-template';
import type {
  ChartLock,
  ChartMetadata,
  Dependency,
} from '@backstage-gitops/helm';
import {
  goBytes,
  goField,
  goJson,
  goList,
  goMap,
  goStruct,
  goText,
  goTextField,
  goTextsField,
} from './json/goJson';
import { goTimeField, goTimeJson } from './json/goTimeText';
import type {
  Release,
  ReleaseHook,
  ReleaseInfo,
  StoredChart,
  StoredFile,
} from './release';

/**
 * A release as Go's encoding/json writes it, in parts: a caller that has other
 * work may do it between them.
 * @throws ReleaseStorageError - `unencodable`
 * @see helm.sh/helm/v4@v4.2.1 pkg/release/v1/release.go
 */
export function* writeRelease(release: Release): Generator<string> {
  const head = [
    goTextField('name', release.name),
    goField('info', infoJson(release.info)),
  ];
  yield `${goStruct(head).slice(0, -1)},"chart":`;
  yield* writeChart(release.chart);
  yield* writeRest(release);
}

/** What stands behind the chart. */
export function* writeRest(release: Release): Generator<string> {
  yield further([
    release.config && release.config.size > 0
      ? goField('config', goMap(release.config))
      : undefined,
    goTextField('manifest', release.manifest),
  ]);
  yield further([
    release.hooks.length === 0
      ? undefined
      : goField('hooks', goList(release.hooks.map(hookJson))),
    release.version === 0
      ? undefined
      : goField('version', String(release.version)),
    goTextField('namespace', release.namespace),
    goTextField('apply_method', release.applyMethod ?? ''),
  ]);
  yield '}';
}

/** Fields behind others. */
function further(fields: readonly (string | undefined)[]): string {
  return fields.map(field => (field === undefined ? '' : `,${field}`)).join('');
}

/** The `info` of a release, with live objects where they are asked for. */
export function infoJson(
  info: ReleaseInfo,
  resources?: ReadonlyMap<string, GoValue>,
): string {
  return goStruct([
    goTimeField('first_deployed', info.firstDeployed),
    goTimeField('last_deployed', info.lastDeployed),
    goTimeField('deleted', info.deleted),
    goTextField('description', info.description),
    goTextField('status', info.status),
    goTextField('notes', info.notes),
    resources && resources.size > 0
      ? goField('resources', goMap(resources))
      : undefined,
  ]);
}

/** A hook of a release. */
export function hookJson(hook: ReleaseHook): string {
  const { startedAt, completedAt, phase } = hook.lastRun;
  const lastRun = goStruct([
    goTimeField('started_at', startedAt),
    goTimeField('completed_at', completedAt),
    goField('phase', goText(phase)),
  ]);
  return goStruct([
    goTextField('name', hook.name),
    goTextField('kind', hook.kind),
    goTextField('path', hook.path),
    goTextField('manifest', hook.manifest),
    goTextsField('events', hook.events),
    goField('last_run', lastRun),
    hook.weight === 0 ? undefined : goField('weight', String(hook.weight)),
    goTextsField('delete_policies', hook.deletePolicies),
    goTextsField('output_log_policies', hook.outputLogPolicies),
  ]);
}

function* writeChart(chart: StoredChart): Generator<string> {
  yield `{"metadata":${metadataJson(chart.metadata)},"lock":${
    chart.lock ? lockJson(chart.lock) : 'null'
  },"templates":`;
  yield* writeFiles(chart.templates);
  yield `,"values":${chart.values ? goMap(chart.values) : 'null'}`;
  yield `,"schema":${goBytes(chart.schema)}`;
  yield `,"schemamodtime":${goTimeJson(chart.schemaModTime)},"files":`;
  yield* writeFiles(chart.files);
  const modTime = goTimeField('modtime', chart.modTime);
  yield modTime ? `,${modTime}}` : '}';
}

/** Helm has no empty lists of files: they are nil. */
function* writeFiles(files: readonly StoredFile[]): Generator<string> {
  if (files.length === 0) {
    yield 'null';
    return;
  }
  let separator = '[';
  for (const { name, data, modTime } of files) {
    yield separator;
    yield goStruct([
      goField('name', goText(name)),
      goField('data', goBytes(data)),
      goTimeField('modtime', modTime),
    ]);
    separator = ',';
  }
  yield ']';
}

function lockJson(lock: ChartLock): string {
  return goStruct([
    goField('generated', goTimeJson(lock.generated)),
    goField('digest', goText(lock.digest)),
    goField('dependencies', goList(lock.dependencies.map(dependencyJson))),
  ]);
}

/** The `metadata` of a chart: Chart.yaml. */
export function metadataJson(metadata: ChartMetadata): string {
  const { annotations, dependencies = [], maintainers } = metadata;
  return goStruct([
    goTextField('name', metadata.name),
    goTextField('home', metadata.home),
    goTextsField('sources', metadata.sources),
    goTextField('version', metadata.version),
    goTextField('description', metadata.description),
    goTextsField('keywords', metadata.keywords),
    goStructsField('maintainers', maintainers, ({ name, email, url }) => [
      goTextField('name', name),
      goTextField('email', email),
      goTextField('url', url),
    ]),
    goTextField('icon', metadata.icon),
    goTextField('apiVersion', metadata.apiVersion),
    goTextField('condition', metadata.condition),
    goTextField('tags', metadata.tags),
    goTextField('appVersion', metadata.appVersion),
    metadata.deprecated ? goField('deprecated', 'true') : undefined,
    annotations && annotations.size > 0
      ? goField('annotations', goMap(annotations))
      : undefined,
    goTextField('kubeVersion', metadata.kubeVersion),
    goStructsField('dependencies', dependencies, dependencyFields),
    goTextField('type', metadata.type),
  ]);
}

function dependencyJson(dependency: Dependency): string {
  return goStruct(dependencyFields(dependency));
}

function dependencyFields(dependency: Dependency) {
  const { importValues } = dependency;
  return [
    goField('name', goText(dependency.name)),
    goTextField('version', dependency.version),
    goField('repository', goText(dependency.repository)),
    goTextField('condition', dependency.condition),
    goTextsField('tags', dependency.tags),
    dependency.enabled ? goField('enabled', 'true') : undefined,
    importValues.length === 0
      ? undefined
      : goField('import-values', goJson([...importValues])),
    goTextField('alias', dependency.alias),
  ];
}

/** A field of structs, left out where empty: `omitempty`. */
function goStructsField<T>(
  name: string,
  items: readonly T[],
  fieldsOf: (item: T) => readonly (string | undefined)[],
): string | undefined {
  return items.length === 0
    ? undefined
    : goField(name, goList(items.map(item => goStruct(fieldsOf(item)))));
}
