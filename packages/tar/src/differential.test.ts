import { goProgram } from '@backstage-gitops/oracle';
import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { TarError } from './errors';
import { encodeName } from './names';
import { readTar } from './readTar';
import { concat, paxRecord, tarBytes } from './testing/tarBytes';
import type { RawEntry } from './testing/tarBytes';

const COUNT = 10_000;
const random = new Random(20261127);
const { below, chance, pick, times } = random;

const TYPES = [...'000\u000052172LKxgZ36S'];
const NAMES = ['a', 'a/b', 'd/', '', '.', 'x'.repeat(100), 'a\\b', 'n\xff'];
const SIZES = [
  ...['00000000003\0', '   3 \0', '00000001000\0', '3 \0 5', 'xyz'],
  ...[
    `\x80${'\0'.repeat(10)}\x03`,
    '\xff'.repeat(12),
    `\x80${'\x7f'.repeat(11)}`,
  ],
];
const RECORDS = [
  ...[paxRecord('path', 'p/\udcff\udcc3'), paxRecord('linkpath', '\ufeffl')],
  ...[paxRecord('path', 'p/q'), paxRecord('path', ''), paxRecord('size', '3')],
  ...[paxRecord('size', '-1'), paxRecord('linkpath', 'l'), paxRecord('a', 'b')],
  ...[
    paxRecord('mtime', '1.5'),
    paxRecord('mtime', 'now'),
    paxRecord('uid', 'x'),
  ],
  ...['9 path=x\n', '3 a\n', '5 =a\n', 'path=a\n', paxRecord('path', 'a\0b')],
];

function contentOf(type: string): string {
  if ('xg'.includes(type)) return times(below(3), () => pick(RECORDS)).join('');
  if ('LK'.includes(type))
    return pick(['long/name\0', 'long', '', 'a/\0', '\0']);
  return '0\x007Z'.includes(type)
    ? 'c'.repeat(pick([0, 1, 5, 511, 512, 513]))
    : '';
}

function entry(): RawEntry {
  const type = pick(TYPES);
  return {
    ...{ type, name: pick(NAMES), content: contentOf(type) },
    ...(chance(0.1) ? { size: pick(SIZES) } : {}),
    ...(chance(0.2)
      ? { magic: pick(['ustar  \0', '', 'ustar\0', 'ustarx00']) }
      : {}),
    ...(chance(0.2) ? { prefix: pick(['dir', '1234', 'ü']) } : {}),
    ...(chance(0.1) ? { linkName: 'target' } : {}),
    ...(chance(0.05) ? { checksum: pick(['0000000\0', '', 'zzz']) } : {}),
    ...(chance(0.05)
      ? {
          more: pick([
            [508, 'tar\0'],
            [108, 'x'],
            [329, '9'],
          ] as const),
        }
      : {}),
  };
}

/** Whole archives, archives with a damaged byte, and ones that are cut off. */
function archive(): Uint8Array {
  const end = new Uint8Array(pick([0, 512, 700, 1024, 1024]));
  const whole = concat(tarBytes(...times(1 + below(4), entry)), end);
  if (chance(0.1)) whole[below(whole.length)] = below(256);
  return chance(0.15) ? whole.slice(0, below(whole.length)) : whole;
}

interface Answer {
  readonly entries: readonly object[];
  readonly error?: string;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function ours(bytes: Uint8Array): Answer {
  const entries: object[] = [];
  try {
    for (const { name, type, linkName, mode, data } of readTar(bytes)) {
      entries.push({
        name: base64(encodeName(name)),
        type,
        linkName: base64(encodeName(linkName)),
        mode,
        data: base64(data),
      });
    }
    return { entries };
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    return { entries, error: error.code };
  }
}

const archives = times(COUNT, archive);
const answers = archives.map(ours);

it(`reads about half of ${COUNT} random archives, and refuses the others`, () => {
  const isRead = answers.filter(({ error }) => error === undefined);
  expect(isRead.length).toBeGreaterThan(COUNT / 4);
  expect(isRead.length).toBeLessThan((3 * COUNT) / 4);
  const distinct = new Set(
    archives.map(bytes => Buffer.from(bytes).toString('base64')),
  );
  expect(distinct.size).toBeGreaterThan((8 * COUNT) / 10);
});

const reference = goProgram('tar');
const describeWithGo = reference ? describe : describe.skip;

describeWithGo('the same archives, read by Go (skipped without Go)', () => {
  it('give the same entries, and the same are refused', () => {
    const input = archives
      .map(bytes => Buffer.from(bytes).toString('base64'))
      .join('\n');
    const lines = execFileSync(reference!, [], { input, maxBuffer: 1 << 30 })
      .toString()
      .trim()
      .split('\n');
    expect(lines).toHaveLength(COUNT);
    const differences = lines.flatMap((line, index) => {
      const theirs = JSON.parse(line) as Answer;
      const got = answers[index];
      // Deliberate: Go reads sparse files.
      if (got.error === 'unsupported') return [];
      const isEqual =
        JSON.stringify(got.entries) === JSON.stringify(theirs.entries) &&
        Boolean(got.error) === Boolean(theirs.error);
      return isEqual ? [] : [{ index, theirs, got }];
    });
    expect(differences).toEqual([]);
  });
});
