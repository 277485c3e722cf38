import type {
  ChartLock,
  ChartMetadata,
  Dependency,
  HookEvent,
} from '@backstage-gitops/helm';
import { FieldReader } from './json/FieldReader';
import { ZERO_TIME } from './json/goTimeText';
import { toGoValue, type JsonValue } from './json/readJson';
import type {
  ApplyMethod,
  HookExecution,
  Release,
  ReleaseHook,
  ReleaseInfo,
  ReleaseStatus,
  StoredChart,
  StoredFile,
} from './release';

/**
 * A release from its JSON, of Helm 3 or 4. Labels are not in it.
 * @throws ReleaseStorageError - `corrupt`
 */
export function readRelease(value: JsonValue): Release {
  const fields = new FieldReader(value, '');
  const applyMethod = fields.text('apply_method');
  return {
    name: fields.text('name'),
    namespace: fields.text('namespace'),
    version: fields.integer('version'),
    info: readInfo(fields.struct('info')),
    chart: readChart(fields.struct('chart')),
    config: fields.values('config'),
    manifest: fields.text('manifest'),
    hooks: fields.structs('hooks', readHook),
    labels: {},
    ...(applyMethod === '' ? {} : { applyMethod: applyMethod as ApplyMethod }),
  };
}

function readInfo(fields: FieldReader): ReleaseInfo {
  return {
    firstDeployed: fields.time('first_deployed'),
    lastDeployed: fields.time('last_deployed'),
    deleted: fields.time('deleted'),
    description: fields.text('description'),
    status: fields.text('status') as ReleaseStatus,
    notes: fields.text('notes'),
  };
}

function readHook(fields: FieldReader): ReleaseHook {
  const lastRun = fields.struct('last_run');
  return {
    name: fields.text('name'),
    kind: fields.text('kind'),
    path: fields.text('path'),
    manifest: fields.text('manifest'),
    events: fields.texts('events') as HookEvent[],
    lastRun: {
      startedAt: lastRun.time('started_at'),
      completedAt: lastRun.time('completed_at'),
      phase: lastRun.text('phase') as HookExecution['phase'],
    },
    weight: fields.integer('weight'),
    deletePolicies: fields.texts('delete_policies'),
    outputLogPolicies: fields.texts('output_log_policies'),
  };
}

function readChart(fields: FieldReader): StoredChart {
  return {
    metadata: readMetadata(fields.struct('metadata')),
    lock: fields.has('lock') ? readLock(fields.struct('lock')) : undefined,
    templates: fields.structs('templates', readFile),
    values: fields.values('values'),
    schema: fields.bytes('schema'),
    schemaModTime: fields.time('schemamodtime'),
    files: fields.structs('files', readFile),
    modTime: fields.time('modtime'),
  };
}

function readFile(fields: FieldReader): StoredFile {
  return {
    name: fields.text('name'),
    data: fields.bytes('data') ?? new Uint8Array(),
    modTime: fields.time('modtime'),
  };
}

function readLock(fields: FieldReader): ChartLock {
  return {
    generated: fields.time('generated') ?? ZERO_TIME,
    digest: fields.text('digest'),
    dependencies: fields.structs('dependencies', readDependency),
  };
}

function readMetadata(fields: FieldReader): ChartMetadata {
  return {
    name: fields.text('name'),
    home: fields.text('home'),
    sources: fields.texts('sources'),
    version: fields.text('version'),
    description: fields.text('description'),
    keywords: fields.texts('keywords'),
    maintainers: fields.structs('maintainers', item => ({
      name: item.text('name'),
      email: item.text('email'),
      url: item.text('url'),
    })),
    icon: fields.text('icon'),
    apiVersion: fields.text('apiVersion'),
    condition: fields.text('condition'),
    tags: fields.text('tags'),
    appVersion: fields.text('appVersion'),
    deprecated: fields.flag('deprecated'),
    annotations: readAnnotations(fields),
    kubeVersion: fields.text('kubeVersion'),
    dependencies: fields.has('dependencies')
      ? fields.structs('dependencies', readDependency)
      : undefined,
    type: fields.text('type'),
  };
}

function readAnnotations(
  fields: FieldReader,
): ReadonlyMap<string, string> | undefined {
  if (!fields.has('annotations')) {
    return undefined;
  }
  const annotations = fields.struct('annotations');
  return new Map(
    annotations.names().map(name => [name, annotations.text(name)]),
  );
}

function readDependency(fields: FieldReader): Dependency {
  return {
    name: fields.text('name'),
    version: fields.text('version'),
    repository: fields.text('repository'),
    condition: fields.text('condition'),
    tags: fields.texts('tags'),
    enabled: fields.flag('enabled'),
    importValues: fields
      .list('import-values')
      .map(item => toGoValue(item, 'import-values')),
    alias: fields.text('alias'),
  };
}
