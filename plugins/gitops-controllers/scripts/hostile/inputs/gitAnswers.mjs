import { damage } from './bytes.mjs';
import { run } from './seeds.mjs';

const SERVICE = '# service=git-upload-pack\n';

const packet = text =>
  `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, '0')}${text}`;

/** What git itself answers, in protocol 2 and 0: `[{ refs, 'ls-refs', fetch }]`. */
export function fetchAnswers(repository) {
  const uploadPack = (input, version) => {
    const env = { GIT_PROTOCOL: version };
    const args = ['upload-pack', '--stateless-rpc', repository];
    return run('git', args, { input, env });
  };
  const refs = version => {
    const env = { GIT_PROTOCOL: version };
    const args = ['upload-pack', '--http-backend-info-refs', repository];
    const head = Buffer.from(`${packet(SERVICE)}0000`);
    return Buffer.concat([head, run('git', args, { env })]);
  };
  const hash = run('git', ['rev-parse', 'main'], { cwd: repository })
    .toString()
    .trim();
  const version2 = 'version=2';
  return [
    {
      refs: refs(version2),
      'ls-refs': uploadPack(
        `${packet('command=ls-refs\n')}0001${packet('peel\n')}0000`,
        version2,
      ),
      fetch: uploadPack(
        `${packet('command=fetch\n')}0001${packet(`want ${hash}\n`)}${packet(
          'ofs-delta\n',
        )}${packet('deepen 1\n')}${packet('done\n')}0000`,
        version2,
      ),
    },
    {
      refs: refs(''),
      'ls-refs': Buffer.alloc(0),
      fetch: uploadPack(
        `${packet(`want ${hash} side-band-64k ofs-delta\n`)}${packet(
          'deepen 1\n',
        )}0000${packet('done\n')}`,
        '',
      ),
    },
  ];
}

/** Packets of an answer; undefined data for those that are signs. */
function parse(bytes) {
  const packets = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = parseInt(bytes.toString('latin1', at, at + 4), 16);
    if (!(length >= 4)) {
      packets.push({ sign: bytes.toString('latin1', at, at + 4) });
      at += 4;
    } else {
      packets.push({ data: bytes.subarray(at + 4, at + length) });
      at += length;
    }
  }
  return packets;
}

function serialize(packets) {
  return Buffer.concat(
    packets.map(({ sign, data, length }) =>
      data
        ? Buffer.concat([
            Buffer.from(
              length ?? (data.length + 4).toString(16).padStart(4, '0'),
              'latin1',
            ),
            data,
          ])
        : Buffer.from(sign, 'latin1'),
    ),
  );
}

const LENGTHS = [
  '0000',
  '0001',
  '0002',
  '0003',
  '0004',
  '0005',
  'fff0',
  'ffff',
];
const ODD = ['zzzz', '-001', '    ', '00', '+00f', '0x10'];
const LINES = [
  'ERR no such repository\n',
  `ERR ${'x'.repeat(60_000)}\n`,
  'version 1\n',
  'version 2\n',
  'packfile\n',
  'NAK\n',
  'ACK x\n',
  `shallow ${'a'.repeat(40)}\n`,
  `unshallow ${'g'.repeat(40)}\n`,
  'shallow-info\n',
  'wanted-refs\n',
  '\u0001PACK',
  '\u0002progress\n',
  '\u0003fatal: no\n',
  '\u0004x',
  'object-format=sha256\n',
  `${'b'.repeat(64)} refs/heads/main\n`,
  `${'a'.repeat(40)} refs/heads/main\n`,
  `${'a'.repeat(40)} refs/heads/../../x\n`,
  `${'a'.repeat(40)} refs/heads/main peeled:x\n`,
  `${'a'.repeat(40)} HEAD symref-target:refs/heads/${'x'.repeat(5000)}\n`,
  'unborn HEAD symref-target:refs/heads/main\n',
  '',
  '\n',
  '\0',
];

/** What happens to the packets of an answer. */
const CHANGES = [
  (random, packets) => {
    const found = random.pick(packets);
    if (found.data) found.length = random.pick([...LENGTHS, ...ODD]);
    else found.sign = random.pick([...LENGTHS, ...ODD]);
  },
  (random, packets) => {
    const found = random.pick(packets);
    if (found.data) found.data = damage(random, found.data);
  },
  (random, packets) => packets.splice(random.below(packets.length), 1),
  (random, packets) =>
    packets.splice(random.below(packets.length + 1), 0, {
      data: Buffer.from(random.pick(LINES), 'latin1'),
    }),
  (random, packets) =>
    packets.splice(random.below(packets.length + 1), 0, {
      sign: random.pick(LENGTHS.slice(0, 4)),
    }),
  (random, packets) =>
    packets.splice(random.below(packets.length), 0, random.pick(packets)),
  (random, packets) => {
    const at = random.below(packets.length);
    const { data } = packets[at];
    if (!data || data.length < 2) return;
    const cut = random.between(1, data.length - 1);
    const band = data.subarray(0, 1);
    packets.splice(
      at,
      1,
      { data: data.subarray(0, cut) },
      { data: Buffer.concat([band, data.subarray(cut)]) },
    );
  },
  // References without end.
  (random, packets) => {
    const line = i => ({
      data: Buffer.from(`${'a'.repeat(40)} refs/heads/b${i}\n`),
    });
    packets.splice(1, 0, ...random.times(random.pick([100, 30_000]), line));
  },
];

/** Hostile answers of a Git server: `{ description, files }`. */
export function hostileAnswers(random, answers) {
  const files = { ...random.pick(answers) };
  const name = random.pick(Object.keys(files).filter(key => files[key].length));
  if (random.chance(0.3)) {
    files[name] = damage(random, files[name]);
    return { description: `bytes of ${name}`, files };
  }
  const packets = parse(files[name]);
  random.times(random.between(1, 4), () => {
    if (packets.length > 0) random.pick(CHANGES)(random, packets);
  });
  files[name] = serialize(packets);
  return { description: `packets of ${name}`, files };
}
