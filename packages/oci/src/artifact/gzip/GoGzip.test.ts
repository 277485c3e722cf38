import { goProgram } from '@backstage-gitops/oracle';
import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import { gunzipSync } from 'zlib';
import { GoGzip } from './GoGzip';

function compress(pieces: readonly Uint8Array[]): Buffer {
  const gzip = new GoGzip();
  return Buffer.concat([
    ...pieces.map(piece => gzip.write(piece)),
    gzip.finish(),
  ]);
}

const sha256 = (bytes: Uint8Array) =>
  createHash('sha256').update(bytes).digest('hex');

const { imul } = Math;

/** Bytes without a pattern that every machine makes alike. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

const NOISE = noise(200_000);

/** Length and SHA-256 of what gzip of Go 1.26 wrote. */
const RECORDED = {
  nothing: [
    23,
    '30e6fa98fb48c2b132824d1ac5e2243c0be9e9082ff32598d34d7687ca7f6c7f',
  ],
  short: [
    33,
    '9097c65dcc48989769286aa4928dd8ec8d03ef53cf72efde96ecb7189b57c4de',
  ],
  zeros: [
    1007,
    '65a64f92492945d3f4fb54ba8b418188d674b15b20819b71071ad43c1ca53994',
  ],
  noise: [
    200088,
    'b27a87d6544133910617679482c2863ae2ccc98d1fb60be919183bd3a8e18e57',
  ],
  lines: [
    1612,
    '76e45bfe48bc9dab5bba456a9a8f7039b03f10a8c4ad3bc363e0b05d4a8f01bf',
  ],
  long: [
    418361,
    'b3a7cd601fc77733d06d10bac6db209f6db066263e43e51931342481d21ef94f',
  ],
} as const;

describe('GoGzip', () => {
  it.each([
    ['nothing', Buffer.alloc(0), RECORDED.nothing],
    ['a short text', Buffer.from('hello, hello, hello'), RECORDED.short],
    ['zeros', Buffer.alloc(1_000_000), RECORDED.zeros],
    ['noise', NOISE, RECORDED.noise],
    ['lines', Buffer.from('kind: ConfigMap\n'.repeat(50_000)), RECORDED.lines],
    [
      'more than the positions of a chain count to',
      Buffer.concat([NOISE, Buffer.alloc(17_000_000), NOISE]),
      RECORDED.long,
    ],
  ])('writes the bytes of Go for %s', (_, input, [length, digest]) => {
    const compressed = compress([input]);
    expect(gunzipSync(compressed).equals(input)).toBe(true);
    expect([compressed.length, sha256(compressed)]).toEqual([length, digest]);
  });

  it('gives compressed bytes before all is written', () => {
    const gzip = new GoGzip();
    let early = 0;
    for (let round = 0; round < 3; round++) early += gzip.write(NOISE).length;
    expect(early).toBeGreaterThan(500_000);
  });
});

const COUNT = 40;
const random = new Random(20261127);
const { below, bytes, chance, pick, times } = random;

function randomPart(before: readonly Uint8Array[]): Uint8Array {
  const make = [
    () => bytes(1 + below(3000)),
    () => Buffer.alloc(1 + below(5000), below(4)),
    () => bytes(1 + below(4000)).map(byte => 97 + (byte % 3)),
    () => Buffer.from('apiVersion: v1\nkind: Secret\n'.repeat(1 + below(90))),
    () => before[below(before.length)] ?? bytes(1),
  ];
  return pick(make)();
}

function randomPieces(): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let left = below(40); left > 0; left--) parts.push(randomPart(parts));
  const whole = Buffer.concat(parts);
  if (chance(0.3)) return [whole];
  const size = pick([512, 32_768, 1 + below(70_000)]);
  return times(Math.ceil(whole.length / size), index =>
    whole.subarray(index * size, (index + 1) * size),
  );
}

const reference = goProgram('gzip');
const describeWithGo = reference ? describe : describe.skip;

describeWithGo('random input, compressed by Go (skipped without Go)', () => {
  it(`gives the same bytes ${COUNT} times`, () => {
    const inputs = times(COUNT, randomPieces);
    const input = inputs
      .map(list =>
        JSON.stringify(
          list.map(piece => Buffer.from(piece).toString('base64')),
        ),
      )
      .join('\n');
    const lines = execFileSync(reference!, [], { input, maxBuffer: 1 << 30 })
      .toString()
      .trim()
      .split('\n');
    const different = inputs.filter(
      (list, index) => compress(list).toString('base64') !== lines[index],
    );
    expect(lines).toHaveLength(COUNT);
    expect(different).toEqual([]);
  });
});
