import { deflateSync } from 'node:zlib';
import { damage } from './bytes.mjs';
import {
  COPY_64K,
  deltaSize,
  hashObject,
  parsePack,
  seal,
  typeNumber,
  unsealed,
  writePack,
} from './packFormat.mjs';

const MEBIBYTE = 1024 * 1024;

/** A hostile pack: `{ description, files }`. */
export function hostilePack(random, packs, sandbox) {
  const [description, make] = random.weighted([
    [5, ['entries', changedEntries]],
    [4, ['bytes', changedBytes]],
    [6, ['a tree', hostileTree]],
    [0.5, ['a bomb', packBomb]],
  ]);
  const made = make(random, random.pick(packs), sandbox);
  return {
    description: made.description ?? description,
    files: { 'transfer/1.pack': made.pack, commit: made.commit },
  };
}

function changedBytes(random, { pack, commit }) {
  const bytes = random.chance(0.7)
    ? seal(damage(random, unsealed(pack)))
    : damage(random, pack);
  return { pack: bytes, commit };
}

function changedEntries(random, { pack, commit }) {
  const entries = parsePack(pack);
  const options = { level: random.pick([0, 1, 9]) };
  const changes = random.times(random.pick([1, 1, 2, 4]), () => {
    const [name, change] = random.pick(CHANGES);
    change(random, entries, options);
    return name;
  });
  return {
    description: changes.join(', '),
    pack: writePack(entries, options),
    commit,
  };
}

const pickDelta = (random, entries) => {
  const deltas = entries.filter(({ type }) => type > 5);
  return deltas.length > 0 ? random.pick(deltas) : random.pick(entries);
};
const refTo = hash => Buffer.from(hash);

/** What happens to the entries of a pack. */
const CHANGES = [
  [
    'a number of entries',
    (random, entries, options) => {
      options.count = random.pick([
        0,
        entries.length + 1,
        entries.length - 1,
        2 ** 32 - 1,
        2 ** 31,
      ]);
    },
  ],
  [
    'a size',
    (random, entries) => {
      const entry = random.pick(entries);
      entry.size = random.pick([
        0,
        1,
        entry.size + 1,
        2 ** 31,
        2 ** 40,
        2 ** 60,
      ]);
    },
  ],
  [
    'a type',
    (random, entries) => {
      const entry = random.pick(entries);
      entry.type = random.between(0, 7);
      entry.base ??= random.chance(0.5) ? random.below(5000) : undefined;
      if (entry.type === 7) entry.base = Buffer.from(random.bytes(20));
    },
  ],
  [
    'a distance',
    (random, entries) => {
      const entry = pickDelta(random, entries);
      entry.type = 6;
      entry.base = random.pick([
        () => 0,
        () => 1,
        at => at,
        at => at - 12,
        at => at + 5,
        () => 2 ** 40,
        () => random.below(5000),
      ]);
    },
  ],
  [
    'a delta of itself',
    (random, entries) => {
      const entry = pickDelta(random, entries);
      entry.type = 7;
      entry.base = Buffer.from(random.bytes(20));
    },
  ],
  [
    'a delta',
    (random, entries) => {
      const entry = pickDelta(random, entries);
      entry.data = damage(random, entry.data);
      entry.size = random.chance(0.5) ? entry.data.length : entry.size;
    },
  ],
  [
    'content',
    (random, entries) => {
      const entry = random.pick(entries);
      entry.data = damage(random, entry.data);
      entry.size = entry.data.length;
    },
  ],
  [
    'a compressed stream',
    (random, entries) => {
      const entry = random.pick(entries);
      const whole = deflateSync(entry.data);
      entry.stream = random.pick([
        () => damage(random, whole),
        () => whole.subarray(0, random.below(whole.length)),
        () => Buffer.concat([whole, whole]),
        () => Buffer.alloc(0),
      ])();
    },
  ],
  ['an entry twice', (random, entries) => entries.push(random.pick(entries))],
  [
    'no entry',
    (random, entries) => entries.splice(random.below(entries.length), 2),
  ],
  ['another order', (random, entries) => entries.reverse()],
];

/** A pack of objects `[type, data]`. */
function packOf(objects, options) {
  const entries = objects.map(([type, data]) => ({
    type: typeNumber(type),
    data,
  }));
  return writePack(entries, options);
}

const person = 'Ann <ann@example.com> 1767225600 +0000';

function commitOf(random, tree) {
  const lines = [
    `tree ${tree.toString('hex')}`,
    `author ${person}`,
    `committer ${person}`,
    '',
    'message',
  ];
  if (random.chance(0.1)) {
    const at = random.below(lines.length);
    lines[at] = random.pick([
      '',
      'tree x',
      `tree ${'0'.repeat(40)}`,
      `author ${'x'.repeat(100_000)}`,
      'committer Ann <> 99999999999999999999 +9999',
      'committer Ann',
      'gpgsig x',
      'encoding \u0000',
    ]);
  }
  return Buffer.from(lines.join('\n'));
}

const treeEntry = (mode, name, hash) =>
  Buffer.concat([
    Buffer.from(`${mode} `),
    Buffer.from(name),
    Buffer.from([0]),
    hash,
  ]);

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
function hostileTree(random, _, { targets }) {
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

/** A directory with ten names of one tree. */
function tenOf(tree) {
  const names = [...'abcdefghij'];
  return Buffer.concat(names.map(name => treeEntry('40000', name, tree)));
}

/** Small packs that unpack to very much, or take very long. */
function packBomb(random) {
  const [description, make] = random.pick(BOMBS);
  return { description, ...make(random) };
}

function finish(random, objects, tree) {
  const commit = commitOf({ chance: () => false }, tree);
  const all = [...objects, ['commit', commit]];
  return {
    pack: packOf(all),
    commit: hashObject('commit', commit).toString('hex'),
  };
}

/** A pack of these entries, and of a tree with one blob that has no content. */
function withEntries(random, entries) {
  const blob = Buffer.from('x');
  const tree = treeEntry('100644', 'a', hashObject('blob', blob));
  const commit = commitOf({ chance: () => false }, hashObject('tree', tree));
  const own = [
    { type: typeNumber('blob'), data: blob },
    { type: typeNumber('tree'), data: tree },
    { type: typeNumber('commit'), data: commit },
  ];
  return {
    pack: writePack([...own, ...entries]),
    commit: hashObject('commit', commit).toString('hex'),
  };
}

let zeros;
const zeroStream = () => (zeros ??= deflateSync(Buffer.alloc(512 * MEBIBYTE)));

const base64K = { type: typeNumber('blob'), data: Buffer.alloc(65_536) };
const hash64K = hashObject('blob', base64K.data);

function deltaBomb(times) {
  return Buffer.concat([
    deltaSize(65_536),
    deltaSize(65_536 * times),
    Buffer.concat(Array.from({ length: times }, () => COPY_64K)),
  ]);
}

const BOMBS = [
  [
    'a large blob',
    random =>
      withEntries(random, [
        {
          type: typeNumber('blob'),
          data: Buffer.alloc(0),
          size: 512 * MEBIBYTE,
          stream: zeroStream(),
        },
      ]),
  ],
  [
    'a blob that is larger than it says',
    random =>
      withEntries(random, [
        {
          type: typeNumber(
            random.pick(['blob', 'tree', 'commit', 'ref-delta']),
          ),
          base: hash64K,
          data: Buffer.alloc(0),
          size: random.pick([0, 5, 1000]),
          stream: zeroStream(),
        },
      ]),
  ],
  [
    'a delta that copies',
    random =>
      withEntries(random, [
        base64K,
        {
          type: 7,
          base: refTo(hash64K),
          data: deltaBomb(random.pick([200, 10_000, 60_000])),
        },
      ]),
  ],
  [
    'many deltas that copy',
    random =>
      withEntries(random, [
        base64K,
        ...random.times(500, i => ({
          type: 7,
          base: refTo(hash64K),
          data: Buffer.concat([
            deltaSize(65_536),
            deltaSize(65_536 * 200 + 1),
            Buffer.concat(random.times(200, () => COPY_64K)),
            Buffer.from([1, i % 251]),
          ]),
        })),
      ]),
  ],
  [
    'a long chain of deltas',
    random => {
      const entries = [{ type: typeNumber('blob'), data: Buffer.alloc(4096) }];
      let hash = hashObject('blob', entries[0].data);
      for (let i = 0; i < 3_000; i++) {
        const data = Buffer.alloc(4096, i % 251);
        data.writeUInt32BE(i);
        const insert = [];
        for (let at = 0; at < 4096; at += 100) {
          const piece = data.subarray(at, at + 100);
          insert.push(Buffer.from([piece.length]), piece);
        }
        entries.push({
          type: 7,
          base: hash,
          data: Buffer.concat([deltaSize(4096), deltaSize(4096), ...insert]),
        });
        hash = hashObject('blob', data);
      }
      return withEntries(
        random,
        random.chance(0.5) ? entries : entries.reverse(),
      );
    },
  ],
  [
    'one subtree very often',
    random => {
      const objects = [];
      const add = (type, data) => {
        objects.push([type, data]);
        return hashObject(type, data);
      };
      let tree = add(
        'tree',
        treeEntry('100644', 'x', add('blob', Buffer.from('x'))),
      );
      for (let depth = 0; depth < 12; depth++) tree = add('tree', tenOf(tree));
      return finish(random, objects, tree);
    },
  ],
  [
    'one blob very often',
    random => {
      const blob = Buffer.alloc(8 * MEBIBYTE);
      const hash = hashObject('blob', blob);
      const names = random.times(100, i => treeEntry('100644', `f${i}`, hash));
      const tree = Buffer.concat(names);
      const objects = [
        ['blob', blob],
        ['tree', tree],
      ];
      return finish(random, objects, hashObject('tree', tree));
    },
  ],
  [
    'a deep tree',
    random => {
      const objects = [];
      let tree = Buffer.from([]);
      for (let depth = 0; depth < 4_000; depth++) {
        objects.push(['tree', tree]);
        tree = treeEntry('40000', 'd', hashObject('tree', tree));
      }
      objects.push(['tree', tree]);
      return finish(random, objects, hashObject('tree', tree));
    },
  ],
  [
    'many tags of tags',
    random => {
      const objects = [];
      const done = finish(
        random,
        [['tree', Buffer.alloc(0)]],
        hashObject('tree', Buffer.alloc(0)),
      );
      let at = Buffer.from(done.commit, 'hex');
      for (let i = 0; i < 2_000; i++) {
        const tag = Buffer.from(
          `object ${at.toString('hex')}\ntype ${
            i ? 'tag' : 'commit'
          }\ntag t\ntagger ${person}\n\nx\n`,
        );
        objects.push(['tag', tag]);
        at = hashObject('tag', tag);
      }
      return { pack: packOf(objects), commit: at.toString('hex') };
    },
  ],
  [
    'many objects',
    random => {
      const objects = random.times(60_000, i => ['blob', Buffer.from(`${i}`)]);
      const tree = treeEntry(
        '100644',
        'a',
        hashObject('blob', Buffer.from('1')),
      );
      objects.push(['tree', tree]);
      return finish(random, objects, hashObject('tree', tree));
    },
  ],
];
