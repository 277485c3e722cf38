import type { Release } from '@backstage-gitops/helm-release';
import type { HelmCall } from '../helmCommand';
import { findNewest, findRevision, revisionOf } from './findRevision';
import { formatOutput, structJson } from './format';
import { formatStored, RFC_3339 } from './storedTime';

/** Labels and annotations by their keys. */
type Texts = Readonly<Record<string, string>>;

/** The text of `helm get metadata`. */
export async function getMetadata(call: HelmCall): Promise<string> {
  const { release, labels } = await findLabelled(call);
  return formatOutput(call.flags, {
    table: () => formatMetadata(release, labels),
    json: () => structJson(metadataOf(release, labels)),
  });
}

/** Helm shows its own labels too where no revision is asked for. */
async function findLabelled(
  call: HelmCall,
): Promise<{ readonly release: Release; readonly labels: Texts }> {
  if (revisionOf(call) === 0) {
    return findNewest(call);
  }
  const release = await findRevision(call);
  return { release, labels: release.labels };
}

function formatMetadata(release: Release, labels: Texts): string {
  const { chart, info } = release;
  const { metadata } = chart;
  const dependencies = (metadata.dependencies ?? []).map(({ name }) => name);
  return [
    `NAME: ${release.name}`,
    `CHART: ${metadata.name}`,
    `VERSION: ${metadata.version}`,
    `APP_VERSION: ${metadata.appVersion}`,
    `ANNOTATIONS: ${pairs(annotationsOf(release))}`,
    `LABELS: ${pairs(labels)}`,
    `DEPENDENCIES: ${dependencies.sort().join(',')}`,
    `NAMESPACE: ${release.namespace}`,
    `REVISION: ${release.version}`,
    `STATUS: ${info.status}`,
    `DEPLOYED_AT: ${formatStored(info.lastDeployed, RFC_3339)}`,
    `APPLY_METHOD: ${applyMethodText(release.applyMethod)}`,
    '',
  ].join('\n');
}

function metadataOf(release: Release, labels: Texts) {
  const { chart, info } = release;
  const { metadata } = chart;
  return {
    name: release.name,
    chart: metadata.name,
    version: metadata.version,
    appVersion: metadata.appVersion,
    annotations: unlessEmpty(annotationsOf(release)),
    labels: unlessEmpty(sorted(labels)),
    dependencies: metadata.dependencies?.length
      ? metadata.dependencies.map(dependencyOf)
      : undefined,
    namespace: release.namespace,
    revision: release.version,
    status: info.status,
    deployedAt: formatStored(info.lastDeployed, RFC_3339),
    applyMethod: release.applyMethod,
  };
}

type Dependency = NonNullable<
  Release['chart']['metadata']['dependencies']
>[number];

function dependencyOf(dependency: Dependency) {
  return {
    name: dependency.name,
    version: dependency.version || undefined,
    repository: dependency.repository,
    condition: dependency.condition || undefined,
    tags: dependency.tags.length > 0 ? dependency.tags : undefined,
    enabled: dependency.enabled || undefined,
    'import-values':
      dependency.importValues.length > 0
        ? dependency.importValues.map(plain)
        : undefined,
    alias: dependency.alias || undefined,
  };
}

function plain(value: unknown): unknown {
  return value instanceof Map ? sorted(Object.fromEntries(value)) : value;
}

function annotationsOf({ chart }: Release): Texts {
  return sorted(Object.fromEntries(chart.metadata.annotations ?? []));
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  const entries = Object.entries(record);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unlessEmpty(texts: Texts): Texts | undefined {
  return Object.keys(texts).length > 0 ? texts : undefined;
}

function pairs(texts: Texts): string {
  return Object.entries(sorted(texts))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function applyMethodText(method: Release['applyMethod'] | ''): string {
  switch (method) {
    case undefined:
    case '':
      return 'client-side apply (defaulted)';
    case 'csa':
      return 'client-side apply';
    case 'ssa':
      return 'server-side apply';
    default:
      return `unknown (${JSON.stringify(method)})`;
  }
}
