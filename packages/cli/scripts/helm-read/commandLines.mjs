const FORMATS = ['table', 'json', 'yaml'];

const LISTS = [
  [],
  ['-a'],
  ['--all-namespaces'],
  ['-A', '--date', '--filter', 'full'],
  ['-A', '-r', '--max', '3'],
  ['-A', '--max', '2', '--offset', '3'],
  ['--offset', '99'],
  ['--deployed'],
  ['--superseded'],
  ['--failed', '--uninstalled'],
  ['--pending'],
  ['--uninstalling', '-q'],
  ['--filter', '^k'],
  ['--filter', '('],
  ['--selector', 'team=web'],
  ['-l', 'team!=web,owner=helm'],
  ['-l', 'team in web'],
  ['--no-headers'],
  ['--time-format', '2006-01-02'],
  ['-q', '-o', 'json'],
  ['-q', '-o', 'yaml'],
  ['-o', 'xml'],
  ['one'],
];

/** Command lines that read releases, in every format. */
export function commandLines(releases) {
  return [
    ...listLines('by-helm'),
    ['list', '--namespace', 'nowhere'],
    ['ls', '-o', 'json', '--namespace', 'by-gitops'],
    ...releases.flatMap(releaseLines),
    ...['nothing', 'Not_A_Name'].flatMap(name => [
      ['status', name],
      ['history', name],
      ['get', 'all', name],
      ['get', 'metadata', name, '--revision', '1'],
    ]),
    ['get', 'manifest', 'full', '--namespace', 'by-helm'],
    ['status'],
    ['history', 'a', 'b'],
    ['get', 'values'],
    ['get', 'manifest', 'full', '--revision', 'one'],
  ];
}

function listLines(namespace) {
  const at = ['--namespace', namespace];
  return [
    ...LISTS.map(words => ['list', ...words, ...at]),
    ...FORMATS.map(format => ['ls', '-o', format, ...at]),
  ];
}

function releaseLines({ name, namespace, revisions }) {
  const at = [name, '--namespace', namespace];
  return [
    ...FORMATS.flatMap(format => [
      ['status', ...at, '-o', format],
      ['history', ...at, '-o', format],
      ['get', 'metadata', ...at, '-o', format],
    ]),
    ['get', 'values', ...at, '-o', 'json'],
    ['get', 'values', ...at, '-o', 'yaml', '--all'],
    ['history', ...at, '--max', '1'],
    ['history', ...at, '--max', '0'],
    ...['0', String(revisions)].flatMap(revision =>
      revisionLines(at, revision),
    ),
    ['get', 'notes', ...at, '--revision', '99'],
    ['status', ...at, '--revision', '99'],
  ];
}

function revisionLines(at, revision) {
  return ['all', 'values', 'hooks', 'notes', 'metadata'].map(part => [
    'get',
    part,
    ...at,
    '--revision',
    revision,
  ]);
}
