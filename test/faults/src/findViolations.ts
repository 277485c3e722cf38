import type { KubeClient, UnstructuredObject } from '@backstage-gitops/kube';
import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import type { Controllers } from './Controllers';
import type { Workload } from './Workload';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const SOURCE = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const OWNER = 'kustomize.toolkit.fluxcd.io/name';
/** Empty directories that a work area may keep. */
const MAX_SPARE = 16;

/** What the state of a cluster is compared with. */
interface Expectation {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly workload: Workload;
  /** Commit of each source. */
  readonly commits: ReadonlyMap<string, string>;
  /** Objects that belong to nobody: name and resourceVersion. */
  readonly strangers: ReadonlyMap<string, string>;
  readonly controllers: Controllers;
}

/** What is not as it should be, a line each; empty once all is reached. */
export async function findViolations(
  expectation: Expectation,
): Promise<string[]> {
  const { client, namespace } = expectation;
  const list = (type: typeof SOURCE) =>
    client.listAll<UnstructuredObject>(type, { namespace });
  const [sources, apps, objects] = await Promise.all(
    [SOURCE, KUSTOMIZATION, CONFIG_MAP].map(list),
  );
  return [
    ...sources.items.flatMap(object => checkSource(object, expectation)),
    ...checkNames('GitRepository', sources.items, [
      ...expectation.workload.sources,
    ]),
    ...apps.items.flatMap(object => checkApp(object, expectation)),
    ...checkNames(
      'Kustomization',
      apps.items,
      expectation.workload.list().map(({ name }) => name),
    ),
    ...checkObjects(objects.items, expectation),
    ...checkFiles(sources.items, expectation.controllers),
  ];
}

type Status = {
  observedGeneration?: number;
  conditions?: { type: string; status: string; message: string }[];
  artifact?: { revision?: string; path?: string };
  inventory?: { entries: { id: string; v: string }[] };
  lastAppliedRevision?: string;
};

const statusOf = (object: UnstructuredObject) =>
  (object.status ?? {}) as Status;

function checkReady(object: UnstructuredObject): string[] {
  const { conditions = [], observedGeneration } = statusOf(object);
  const { name, generation } = object.metadata;
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') {
    return [`${object.kind} ${name} is not Ready: ${ready?.message}`];
  }
  const rest = conditions.filter(({ type }) =>
    ['Reconciling', 'Stalled', 'FetchFailed'].includes(type),
  );
  return [
    ...(observedGeneration === generation
      ? []
      : [`${object.kind} ${name} has not seen generation ${generation}`]),
    ...rest.map(({ type }) => `${object.kind} ${name} still has ${type}`),
  ];
}

function checkSource(
  object: UnstructuredObject,
  { commits }: Expectation,
): string[] {
  const name = object.metadata.name ?? '';
  const revision = statusOf(object).artifact?.revision;
  return revision === `main@sha1:${commits.get(name)}`
    ? checkReady(object)
    : [`GitRepository ${name} is at ${revision}`];
}

function checkApp(
  object: UnstructuredObject,
  { workload, commits, namespace }: Expectation,
): string[] {
  const name = object.metadata.name ?? '';
  const app = workload.list().find(item => item.name === name);
  if (!app) return [];
  const { lastAppliedRevision, inventory } = statusOf(object);
  const ids = (inventory?.entries ?? []).map(({ id }) => id).sort();
  const wanted = app.items
    .map(item => `${namespace}_${app.prefix}${item.name}__ConfigMap`)
    .sort();
  return [
    ...(lastAppliedRevision === `main@sha1:${commits.get(app.source)}`
      ? checkReady(object)
      : [`Kustomization ${name} has applied ${lastAppliedRevision}`]),
    ...(ids.join() === wanted.join()
      ? []
      : [`inventory of ${name} is ${ids} instead of ${wanted}`]),
  ];
}

function checkNames(
  kind: string,
  objects: readonly UnstructuredObject[],
  wanted: readonly string[],
): string[] {
  const names = objects.map(({ metadata }) => metadata.name ?? '');
  return [
    ...names
      .filter(name => !wanted.includes(name))
      .map(name => `${kind} ${name} should be gone`),
    ...wanted
      .filter(name => !names.includes(name))
      .map(name => `${kind} ${name} is missing`),
  ];
}

function checkObjects(
  objects: readonly UnstructuredObject[],
  { workload, strangers }: Expectation,
): string[] {
  const live = new Map(objects.map(item => [item.metadata.name ?? '', item]));
  const wanted = new Map(workload.wanted().map(item => [item.name, item]));
  const problems: string[] = [];
  for (const { name, app, value, color } of wanted.values()) {
    const object = live.get(name);
    const data = JSON.stringify(object?.data);
    if (!object) problems.push(`ConfigMap ${name} of ${app} is missing`);
    else if (data !== JSON.stringify({ color, value })) {
      problems.push(`ConfigMap ${name} of ${app} holds ${data}`);
    } else if (object.metadata.labels?.[OWNER] !== app) {
      problems.push(
        `ConfigMap ${name} belongs to ${object.metadata.labels?.[OWNER]} instead of ${app}`,
      );
    }
  }
  for (const [name, version] of strangers) {
    const now = live.get(name)?.metadata.resourceVersion;
    if (now !== version) problems.push(`somebody else's ${name} was touched`);
  }
  for (const name of live.keys()) {
    if (wanted.has(name) || strangers.has(name)) continue;
    if (name !== 'kube-root-ca.crt') {
      problems.push(`ConfigMap ${name} should be gone`);
    }
  }
  return problems;
}

/** Also one that is gone by now. */
function isEmptyDirectory(directory: string): boolean {
  try {
    return readdirSync(directory).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Paths of the files below a directory, relative to it. */
function filesBelow(directory: string, prefix = ''): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
    const path = prefix + entry.name;
    return entry.isDirectory()
      ? [`${path}/`, ...filesBelow(join(directory, entry.name), `${path}/`)]
      : [path];
  });
}

function checkFiles(
  sources: readonly UnstructuredObject[],
  { storage, temporary }: Controllers,
): string[] {
  const missing = sources.flatMap(object => {
    const path = statusOf(object).artifact?.path;
    return path && !existsSync(join(storage, path))
      ? [`artifact ${path} is missing`]
      : [];
  });
  const left = readdirSync(temporary).filter(
    name => !name.startsWith('node-compile-cache'),
  );
  const workArea = join(storage, '.gitops/work');
  const work = existsSync(workArea) ? readdirSync(workArea) : [];
  // The controllers keep some empty directories for their next use.
  const used = work.filter(name => !isEmptyDirectory(join(workArea, name)));
  const spare = work.length - used.length;
  return [
    ...missing,
    ...left.map(name => `temporary ${name} is left over`),
    ...used.map(name => `work area has ${name}`),
    ...(spare > MAX_SPARE ? [`work area has ${spare} empty directories`] : []),
    ...(existsSync(storage) ? filesBelow(storage) : [])
      .filter(path => /owner-\d+$/.test(path))
      .slice(1)
      .map(path => `lock record ${path} is left over`),
  ];
}
