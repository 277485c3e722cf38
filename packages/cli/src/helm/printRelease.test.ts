import type { Release, ReleaseHook } from '@backstage-gitops/helm-release';
import { formatAnsic, printRelease } from './printRelease';

const hook: ReleaseHook = {
  name: 'check',
  kind: 'Pod',
  path: 'app/templates/check.yaml',
  manifest: 'kind: Pod',
  events: ['test'],
  lastRun: { phase: '' },
  weight: 0,
  deletePolicies: [],
  outputLogPolicies: [],
};
const release: Release = {
  name: 'app',
  namespace: 'web',
  version: 3,
  info: {
    firstDeployed: '2024-02-29T12:00:00Z',
    lastDeployed: '2024-03-01T01:02:03.5Z',
    description: 'Upgrade complete',
    status: 'deployed',
    notes: '\nHello\n\n',
  },
  chart: {
    metadata: {
      ...{ name: 'app', version: '1.0.0', apiVersion: 'v2', home: '' },
      ...{ sources: [], description: '', keywords: [], maintainers: [] },
      ...{ icon: '', condition: '', tags: '', appVersion: '' },
      ...{ deprecated: false, annotations: undefined, kubeVersion: '' },
      ...{ dependencies: undefined, type: '' },
    },
    lock: undefined,
    templates: [],
    values: undefined,
    schema: undefined,
    files: [],
  },
  config: undefined,
  manifest: '---\nkind: ConfigMap\n',
  hooks: [],
  labels: {},
};
const quiet = { hidesNotes: false, isDebug: false };
const changed = (info: Partial<Release['info']>): Release => ({
  ...release,
  info: { ...release.info, ...info },
});

describe('printRelease', () => {
  const time = formatAnsic('2024-03-01T01:02:03.5Z');

  it('prints a table', () => {
    expect(printRelease(release, 'table', quiet)).toBe(
      [
        ...['NAME: app', `LAST DEPLOYED: ${time}`, 'NAMESPACE: web'],
        ...['STATUS: deployed', 'REVISION: 3', 'DESCRIPTION: Upgrade complete'],
        ...['TEST SUITE: None', 'NOTES:', 'Hello', ''],
      ].join('\n'),
    );
  });

  it('hides notes', () => {
    expect(
      printRelease(release, 'table', { ...quiet, hidesNotes: true }),
    ).not.toContain('NOTES');
  });

  it('prints tests that have run', () => {
    const lastRun = {
      startedAt: '2024-03-01T01:02:03.5Z',
      phase: 'Running',
    } as const;
    const tested = { ...release, hooks: [{ ...hook, lastRun }, hook] };
    expect(printRelease(tested, 'table', quiet)).toContain(
      [
        ...['TEST SUITE:     check', `Last Started:   ${time}`],
        ...[
          'Last Completed: Mon Jan  1 00:00:00 0001',
          'Phase:          Running',
        ],
        'NOTES:',
      ].join('\n'),
    );
  });

  it('prints what a trial would apply', () => {
    const tried = {
      ...changed({ description: 'Dry run complete' }),
      hooks: [hook],
    };
    expect(printRelease(tried, 'table', quiet)).toContain(
      'HOOKS:\n---\n# Source: app/templates/check.yaml\nkind: Pod\nMANIFEST:\n---\nkind: ConfigMap\n\nNOTES:\n',
    );
  });

  it('prints JSON and YAML', () => {
    const json = JSON.parse(printRelease(release, 'json', quiet)) as object;
    expect(json).toMatchObject({ name: 'app', version: 3, namespace: 'web' });
    expect(printRelease(release, 'yaml', quiet)).toMatch(
      /^name: app\nnamespace: web\nversion: 3$/m,
    );
  });
});

describe('formatAnsic', () => {
  it('fills days with a space', () => {
    expect(formatAnsic('2024-03-01T12:00:00Z')).toMatch(
      /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d 2024$/,
    );
  });
});
