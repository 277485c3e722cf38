import { Random } from '@backstage-gitops/random';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { RandomRepository } from '../pack/__testUtils__/RandomRepository';
import type { ExpectedFile } from '../pack/__testUtils__/RandomRepository';
import { sealPack } from '../pack/__testUtils__/makePack';
import { GitError } from '../errors';
import { hashObject } from '../pack/hashObject';
import { checkoutCommit } from './checkoutCommit';

/** More of them: `GITOPS_SEEDS=500 npx backstage-cli package test realRepositories`. */
const SEEDS = Number(process.env.GITOPS_SEEDS ?? 4);
const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);

const scratch = mkdtempSync(join(tmpdir(), 'gitops-real-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function transferOf(...packs: readonly Buffer[]): string {
  const transfer = mkdtempSync(join(scratch, 'transfer-'));
  packs.forEach((pack, index) =>
    writeFileSync(join(transfer, `${index + 1}.pack`), pack),
  );
  return transfer;
}

/** What a checkout has written, as Git would name it. */
function filesOf(directory: Buffer, path = ''): [string, ExpectedFile][] {
  const inside = Buffer.from(path, 'latin1');
  const names = readdirSync(Buffer.concat([directory, inside]), {
    encoding: 'buffer',
  });
  return names.flatMap(name => {
    const below = `${path}/${name.toString('latin1')}`;
    const file = Buffer.concat([directory, Buffer.from(below, 'latin1')]);
    const stat = lstatSync(file);
    if (stat.isDirectory()) {
      return filesOf(directory, below);
    }
    const content = stat.isSymbolicLink()
      ? readlinkSync(file, { encoding: 'buffer' })
      : readFileSync(file);
    const mode = stat.mode & 0o111 ? '100755' : '100644';
    const hash = hashObject('blob', content).toString('hex');
    return [
      [below.slice(1), { mode: stat.isSymbolicLink() ? '120000' : mode, hash }],
    ];
  });
}

async function checkout(commit: string, transfer: string): Promise<string> {
  const directory = mkdtempSync(join(scratch, 'tree-'));
  await checkoutCommit({ transfer, commit, directory, links: true });
  return directory;
}

/** What a checkout has written, unless it has refused the packs. */
async function outcomeOf(
  commit: string,
  transfer: string,
  directory: string,
): Promise<Map<string, ExpectedFile> | 'refused'> {
  try {
    await checkoutCommit({ transfer, commit, directory, links: true });
    return new Map(filesOf(Buffer.from(directory)));
  } catch (error) {
    if (error instanceof GitError) {
      return 'refused';
    }
    throw error;
  }
}

describe.each(seeds)('a repository made by the real Git, seed %i', seed => {
  const repository = new RandomRepository(new Random(`repository ${seed}`));
  const { commit } = repository;
  afterAll(() => repository.remove());

  const deep = ['--depth=250', '--window=250', '--no-reuse-delta'];
  const history = `${commit}\n`;
  const tree = `${commit}^{tree}\n`;
  it.each([
    ['with deltas by offset', [[history, '--delta-base-offset', ...deep]]],
    ['with deltas by hash', [[history, ...deep]]],
    ['without deltas', [[history, '--window=0']]],
    [
      'in two packs, the trees first',
      [
        [history, '--filter=blob:none'],
        [tree, '--delta-base-offset', ...deep],
      ],
    ],
    ['in packs that hold the same', [[history], [history, ...deep]]],
  ])('is checked out as it is, %s', async (_, packs) => {
    const transfer = transferOf(
      ...packs.map(([revisions, ...options]) =>
        repository.pack(revisions, ...options),
      ),
    );
    const directory = await checkout(commit, transfer);
    const got = new Map(filesOf(Buffer.from(directory)));
    expect(got).toEqual(repository.expected());
  });

  it('is refused or read where its packs are damaged, and nothing is written outside', async () => {
    const random = new Random(`damage ${seed}`);
    const pack = repository.pack(history, '--delta-base-offset', ...deep);
    const body = pack.subarray(0, -20);
    for (let round = 0; round < 20; round++) {
      const damaged = Buffer.from(body);
      for (let flips = random.between(1, 3); flips > 0; flips--) {
        damaged[random.below(damaged.length)] ^= random.between(1, 255);
      }
      const cut = random.chance(0.3)
        ? damaged.subarray(0, random.below(damaged.length))
        : damaged;
      const around = mkdtempSync(join(scratch, 'around-'));
      const directory = mkdtempSync(join(around, 'tree-'));
      const transfer = transferOf(sealPack(cut));
      // Bytes that no file is made of may be any.
      const outcome = await outcomeOf(commit, transfer, directory);
      expect(['refused', repository.expected()]).toContainEqual(outcome);
      expect(readdirSync(around)).toHaveLength(1);
    }
  });
});
