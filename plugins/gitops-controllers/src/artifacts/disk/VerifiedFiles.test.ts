import { mkdir, mkdtemp, rm, utimes, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { VerifiedFiles } from './VerifiedFiles';

const PATH = 'gitrepository/apps/web/1.tar.gz';
const SETTLE_MS = 2_100;

describe('VerifiedFiles', () => {
  let root: string;
  let file: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'verified-'));
    file = join(root, PATH);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, 'abc');
  });
  afterEach(async () => {
    jest.useRealTimers();
    await rm(root, { recursive: true, force: true });
  });

  /** Time goes on, so that the file is no longer a fresh one. */
  function later(ms = SETTLE_MS): void {
    jest.useFakeTimers({ now: Date.now() + ms, doNotFake: ['nextTick'] });
  }

  async function isKnown(files: VerifiedFiles, digest = 'd'): Promise<boolean> {
    return files.has(PATH, digest, await files.stateOf(PATH));
  }

  it('knows a file that nobody has touched, by path and digest', async () => {
    const files = new VerifiedFiles(root);
    later();
    files.add(PATH, 'd', await files.stateOf(PATH));
    expect(await isKnown(files)).toBe(true);
    expect(await isKnown(files, 'other')).toBe(false);
    files.forget('gitrepository/apps/web');
    expect(await isKnown(files)).toBe(false);
  });

  it('does not know one that was written again with the size and time of before', async () => {
    const files = new VerifiedFiles(root);
    const time = new Date(1_600_000_000_000);
    await utimes(file, time, time);
    later();
    files.add(PATH, 'd', await files.stateOf(PATH));
    await writeFile(file, 'abd');
    await utimes(file, time, time);
    expect(await isKnown(files)).toBe(false);
  });

  it('does not trust a file that has just been written', async () => {
    const files = new VerifiedFiles(root);
    files.add(PATH, 'd', await files.stateOf(PATH));
    expect(await isKnown(files)).toBe(false);
  });

  it('reads a file again after an hour, and one that is gone', async () => {
    const files = new VerifiedFiles(root);
    later();
    files.add(PATH, 'd', await files.stateOf(PATH));
    later(3_600_000);
    expect(await isKnown(files)).toBe(false);
    await rm(file);
    expect(await files.stateOf(PATH)).toBeUndefined();
    expect(await isKnown(files)).toBe(false);
  });
});
