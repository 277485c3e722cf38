import {
  releaseJson,
  type GoTime,
  type Release,
} from '@backstage-gitops/helm-release';
import { decode } from '@backstage-gitops/go-yaml';
import { toYaml } from '../yaml';

/** What `--output` may ask for. */
export type OutputFormat = 'table' | 'json' | 'yaml';

const DRY_RUN = 'Dry run complete';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];
const ZERO_ANSIC = 'Mon Jan  1 00:00:00 0001';

/** Prints a release as install, upgrade, test and status do. */
export function printRelease(
  release: Release,
  format: OutputFormat,
  options: { readonly hidesNotes: boolean; readonly isDebug: boolean },
): string {
  switch (format) {
    case 'json':
      return `${releaseJson(release)}\n`;
    case 'yaml':
      return toYaml(decode(releaseJson(release), { dialect: 'sigs' }));
    default:
      return formatTable(release, options);
  }
}

function formatTable(
  release: Release,
  options: { readonly hidesNotes: boolean; readonly isDebug: boolean },
): string {
  const { info } = release;
  const lines = [
    `NAME: ${release.name}`,
    ...(info.lastDeployed
      ? [`LAST DEPLOYED: ${formatAnsic(info.lastDeployed)}`]
      : []),
    `NAMESPACE: ${release.namespace}`,
    `STATUS: ${info.status}`,
    `REVISION: ${release.version}`,
    `DESCRIPTION: ${info.description}`,
    ...testLines(release),
    ...(info.description.toLowerCase() === DRY_RUN.toLowerCase() ||
    options.isDebug
      ? trialLines(release)
      : []),
    ...(options.hidesNotes || info.notes === ''
      ? []
      : ['NOTES:', info.notes.trim()]),
  ];
  return `${lines.join('\n')}\n`;
}

function testLines({ hooks }: Release): string[] {
  const tests = hooks.filter(({ events }) => events.includes('test'));
  if (tests.length === 0) return ['TEST SUITE: None'];
  return tests
    .filter(({ lastRun }) => lastRun.startedAt !== undefined)
    .flatMap(({ name, lastRun }) => [
      `TEST SUITE:     ${name}`,
      `Last Started:   ${formatAnsic(lastRun.startedAt)}`,
      `Last Completed: ${formatAnsic(lastRun.completedAt)}`,
      `Phase:          ${lastRun.phase}`,
    ]);
}

function trialLines({ hooks, manifest }: Release): string[] {
  return [
    'HOOKS:',
    ...hooks.flatMap(hook => ['---', `# Source: ${hook.path}`, hook.manifest]),
    'MANIFEST:',
    manifest,
  ];
}

/** Go's ANSIC form in local time, e.g. `Mon Jan  2 15:04:05 2006`. */
export function formatAnsic(time: GoTime | undefined): string {
  if (time === undefined) return ZERO_ANSIC;
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return [
    DAYS[date.getDay()],
    MONTHS[date.getMonth()],
    String(date.getDate()).padStart(2),
    clock.map(two).join(':'),
    date.getFullYear(),
  ].join(' ');
}
