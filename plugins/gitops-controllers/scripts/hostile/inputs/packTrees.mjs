import { commitOf, packOf, treeEntry } from './gitObjects.mjs';
import { hashObject } from './packFormat.mjs';

const NAMES = [
  '..',
  '.',
  '',
  '.git',
  '.GIT',
  '.gIt',
  'git~1',
  'GIT~2',
  '.git ',
  '.git.',
  '.g\u200cit',
  '.git\u200d',
  '.git::$INDEX_ALLOCATION',
  '.git\\config',
  'a/b',
  '/etc/hostile',
  '../../canary/new',
  'a\\b',
  'C:',
  'con',
  'aux.txt',
  'a\nb',
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xc0, 0xaf]),
  'a\u0301',
  '\u00e1',
  'A',
  'a',
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(70_000),
  '-',
  ' ',
  '.gitmodules',
  '.gitattributes',
  '__proto__',
  'link',
];
const MODES = [
  '100644',
  '100755',
  '120000',
  '40000',
  '040000',
  '160000',
  '100664',
  '0',
  '',
  '777777',
  '-1',
  '99999999999999999999',
  'x',
  '100644 ',
];

/** Trees that lead outside, or can't be written. */
export function hostileTree(random, _, { targets }) {
  const objects = [];
  const add = (type, data) => {
    objects.push([type, data]);
    return hashObject(type, data);
  };
  const blob = add('blob', Buffer.from('pwned\n'));
  const inner = add('tree', treeEntry('100644', 'file', blob));
  const link = add(
    'blob',
    Buffer.from(random.pick([...targets, '..', '../../canary'])),
  );
  const hashes = { 100644: blob, 120000: link, 40000: inner };
  const any = () =>
    random.pick([
      blob,
      link,
      inner,
      Buffer.alloc(20),
      Buffer.from(random.bytes(20)),
    ]);
  const entries = [
    treeEntry('100644', 'a', blob),
    ...random.times(random.pick([1, 1, 2, 4]), () =>
      random.pick([
        () => treeEntry('100644', random.pick(NAMES), blob),
        () => treeEntry('40000', random.pick(NAMES), inner),
        () => treeEntry('120000', random.pick(NAMES), link),
        () => treeEntry(random.pick(MODES), random.pick(NAMES), any()),
        () => {
          const name = random.pick(['link', 'a', 'b']);
          const mode = random.pick(['120000', '40000', '100644']);
          return treeEntry(mode, name, hashes[mode]);
        },
        () => Buffer.from(random.bytes(random.below(60))),
      ])(),
    ),
  ];
  if (random.chance(0.3)) {
    const modules = `[submodule "a"]\n\tpath = ${random.pick(
      targets,
    )}\n\turl = ${random.pick([
      '../x',
      'file:///etc',
      '-u x',
      'ext::sh -c x',
      'http://[::1',
    ])}\n`;
    entries.push(
      treeEntry('100644', '.gitmodules', add('blob', Buffer.from(modules))),
    );
    entries.push(treeEntry('160000', random.pick(NAMES), Buffer.alloc(20, 1)));
  }
  let tree = add('tree', Buffer.concat(entries));
  for (let depth = random.pick([0, 0, 0, 2, 300]); depth > 0; depth--) {
    tree = add(
      'tree',
      treeEntry('40000', random.pick(['d', 'link', 'ééé']), tree),
    );
  }
  const commit = add('commit', commitOf(random, tree));
  return { pack: packOf(objects), commit: commit.toString('hex') };
}
