import { deflateSync } from 'node:zlib';
import { commitOf, packOf, person, treeEntry } from './gitObjects.mjs';
import {
  COPY_64K,
  deltaSize,
  hashObject,
  typeNumber,
  writePack,
} from './packFormat.mjs';

const MEBIBYTE = 1024 * 1024;

/** A directory with ten names of one tree. */
function tenOf(tree) {
  const names = [...'abcdefghij'];
  return Buffer.concat(names.map(name => treeEntry('40000', name, tree)));
}

/** Small packs that unpack to very much, or take very long. */
export function packBomb(random) {
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
          base: Buffer.from(hash64K),
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
          base: Buffer.from(hash64K),
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
