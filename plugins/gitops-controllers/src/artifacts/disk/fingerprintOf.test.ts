import { mkdir, mkdtemp, rm, utimes, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { VerifiedContents } from '../VerifiedContents';
import { fingerprintOf } from './fingerprintOf';

const PATH = 'gitrepository/apps/web/1.tar.gz';
const SETTLE_MS = 2_100;

describe.each([
  ['at once', true],
  ['by a thread', false],
])('a stored file that is looked at %s', (_how, isLocal) => {
  let root: string;
  let file: string;
  let contents: VerifiedContents;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'verified-'));
    file = join(root, PATH);
    contents = new VerifiedContents();
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, 'abc');
  });
  afterEach(async () => {
    jest.useRealTimers();
    await rm(root, { recursive: true, force: true });
  });

  /** Time goes on, so that the file is no longer a fresh one. */
  function settle(): void {
    jest.useFakeTimers({
      now: Date.now() + SETTLE_MS,
      doNotFake: ['nextTick'],
    });
  }

  async function remember(): Promise<void> {
    const found = await fingerprintOf(file, isLocal);
    if (found) contents.remember(PATH, { ...found, digest: 'd' });
  }

  async function isKnown(digest = 'd'): Promise<boolean> {
    const found = await fingerprintOf(file, isLocal);
    return Boolean(found && contents.includes(PATH, { ...found, digest }));
  }

  it('is known while nobody has touched it, by path and digest', async () => {
    settle();
    await remember();
    expect(await isKnown()).toBe(true);
    expect(await isKnown('other')).toBe(false);
    contents.forget(PATH);
    expect(await isKnown()).toBe(false);
  });

  it('is not known when it was written again with the size and time of before', async () => {
    const time = new Date(1_600_000_000_000);
    await utimes(file, time, time);
    settle();
    await remember();
    expect(await isKnown()).toBe(true);
    jest.useRealTimers();
    await writeFile(file, 'abd');
    await utimes(file, time, time);
    settle();
    expect(await fingerprintOf(file, isLocal)).toBeDefined();
    expect(await isKnown()).toBe(false);
  });

  it('is not trusted when it has just been written', async () => {
    await remember();
    expect(await isKnown()).toBe(false);
  });

  it('is read again after an hour, and when it is gone', async () => {
    settle();
    await remember();
    jest.advanceTimersByTime(3_600_000);
    expect(await isKnown()).toBe(false);
    await rm(file);
    expect(await fingerprintOf(file, isLocal)).toBeUndefined();
    expect(await isKnown()).toBe(false);
  });
});
