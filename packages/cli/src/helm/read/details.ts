import type { Release } from '@backstage-gitops/helm-release';
import { ANSIC, formatStored } from './storedTime';

/** What a command shows besides the lines that all show. */
interface DetailOptions {
  /** Name and versions of the chart. */
  readonly showsChart?: boolean;
  /** Text of the live objects; empty where there are none. */
  readonly resources?: string;
  /** Text of the values. */
  readonly values?: string;
  readonly showsManifest?: boolean;
}

/** A stored release as `helm status` and `helm get all` print it. */
export function formatDetails(
  release: Release,
  options: DetailOptions = {},
): string {
  const { info, chart } = release;
  const { resources = '', values = '' } = options;
  const lines = [
    `NAME: ${release.name}`,
    ...(info.lastDeployed
      ? [`LAST DEPLOYED: ${formatStored(info.lastDeployed, ANSIC)}`]
      : []),
    `NAMESPACE: ${release.namespace}`,
    `STATUS: ${info.status}`,
    `REVISION: ${release.version}`,
    ...(options.showsChart
      ? [
          `CHART: ${chart.metadata.name}`,
          `VERSION: ${chart.metadata.version}`,
          `APP_VERSION: ${chart.metadata.appVersion}`,
        ]
      : []),
    `DESCRIPTION: ${info.description}`,
    ...(resources === '' ? [] : [`RESOURCES:\n${resources}`]),
    ...testLines(release),
  ];
  return `${lines.join('\n')}\n${values}${
    options.showsManifest ? manifestText(release) : ''
  }${info.notes === '' ? '' : `NOTES:\n${info.notes.trim()}\n`}`;
}

function testLines({ hooks }: Release): string[] {
  const tests = hooks.filter(({ events }) => events.includes('test'));
  if (tests.length === 0) {
    return ['TEST SUITE: None'];
  }
  return tests
    .filter(({ lastRun }) => lastRun.startedAt !== undefined)
    .flatMap(({ name, lastRun }) => [
      `TEST SUITE:     ${name}`,
      `Last Started:   ${formatStored(lastRun.startedAt, ANSIC)}`,
      `Last Completed: ${formatStored(lastRun.completedAt, ANSIC)}`,
      `Phase:          ${lastRun.phase}`,
    ]);
}

function manifestText(release: Release): string {
  return `HOOKS:\n${hooksText(release)}MANIFEST:\n${release.manifest}\n`;
}

/** The hooks of a release, as one YAML stream. */
export function hooksText({ hooks }: Release): string {
  return hooks
    .map(({ path, manifest }) => `---\n# Source: ${path}\n${manifest}\n`)
    .join('');
}
