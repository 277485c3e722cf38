import { INSTALL_ORDER, sortByKind, UNINSTALL_ORDER } from './kindOrder';
import { sortManifests } from './sortManifests';
import { splitManifests } from './splitManifests';

describe('splitManifests', () => {
  it.each([
    ['', []],
    ['a: 1', ['a: 1']],
    ['---\na: 1\n---\nb: 2\n', ['a: 1', 'b: 2']],
    ['a: 1\n---\n---\nb: 2', ['a: 1', '---\nb: 2']],
    ['a: 1\n  ---\nb: 2', ['a: 1\n  ---\nb: 2']],
    ['a: 1\n---b: 2', ['a: 1', 'b: 2']],
    ['a: 1\n\n \n---   \n\nb: 2', ['a: 1', 'b: 2']],
    ['a: 1\n----\nb: 2', ['a: 1', '-\nb: 2']],
    ['a: x---\n---', ['a: x---']],
  ])('%j', (text, expected) => {
    expect(splitManifests(text)).toEqual(expected);
  });

  it.each([
    ['a: 1\n\n', ['a: 1\n\n']],
    ['\n---\na: 1\n\n---\n b: 2\n', ['a: 1', 'b: 2\n']],
    ['a: 1\n---\n \n', ['a: 1']],
    ['', []],
  ])('keeps the end of %j as Helm 4.2 does', (text, expected) => {
    expect(splitManifests(text, { keepsEnd: true })).toEqual(expected);
  });

  it('takes linear time on a long run of blanks', () => {
    const text = `a: 1${'\n'.repeat(200_000)}x`;
    const started = performance.now();
    expect(splitManifests(text)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('sortByKind', () => {
  const kinds = ['Unknown', 'Service', 'Namespace', 'Another', 'Deployment'];
  const items = kinds.map(kind => ({ kind }));

  it('installs namespaces first and unknown kinds last, by name', () => {
    expect(sortByKind(items, INSTALL_ORDER).map(item => item.kind)).toEqual([
      'Namespace',
      'Service',
      'Deployment',
      'Another',
      'Unknown',
    ]);
  });

  it('uninstalls in the other direction', () => {
    expect(sortByKind(items, UNINSTALL_ORDER).map(item => item.kind)).toEqual([
      'Service',
      'Deployment',
      'Namespace',
      'Another',
      'Unknown',
    ]);
  });

  it('keeps the order of equal kinds', () => {
    const pods = ['b', 'a', 'c'].map(name => ({ kind: 'Pod', name }));
    expect(sortByKind(pods, INSTALL_ORDER)).toEqual(pods);
  });
});

describe('sortManifests', () => {
  it('reads the annotations of a hook', () => {
    const { hooks, manifests } = sortManifests(
      new Map([
        [
          'demo/templates/job.yaml',
          [
            'apiVersion: batch/v1',
            'kind: Job',
            'metadata:',
            '  name: migrate',
            '  annotations:',
            '    helm.sh/hook: pre-install, Post-Upgrade',
            '    helm.sh/hook-weight: "-5"',
            '    helm.sh/hook-delete-policy: Before-Hook-Creation,hook-failed',
            '    helm.sh/hook-output-log-policy: hook-failed',
          ].join('\n'),
        ],
      ]),
    );
    expect(manifests).toEqual([]);
    expect(hooks).toMatchObject([
      {
        name: 'migrate',
        kind: 'Job',
        events: ['pre-install', 'post-upgrade'],
        weight: -5,
        deletePolicies: ['before-hook-creation', 'hook-failed'],
        outputLogPolicies: ['hook-failed'],
      },
    ]);
  });

  it('names the template whose output is no YAML', () => {
    expect(() =>
      sortManifests(new Map([['demo/a.yaml', 'a: 1\nb: c: d']])),
    ).toThrow(
      'YAML parse error on demo/a.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context',
    );
  });
});
