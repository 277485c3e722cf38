import { mkdtemp, readdir, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkArea } from './WorkArea';

describe('WorkArea', () => {
  let root: string;
  let area: WorkArea;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'work-area-'));
    area = new WorkArea(join(root, 'work'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const use = () => area.use(async directory => directory);

  it('gives each user at a time a directory of its own', async () => {
    const given = await Promise.all(
      Array.from({ length: 40 }, () =>
        area.use(async directory => {
          await new Promise(setImmediate);
          return directory;
        }),
      ),
    );
    expect(new Set(given).size).toBe(40);
    expect((await readdir(area.directory)).length).toBeLessThanOrEqual(16);
  });

  it('gives an empty directory to the next user', async () => {
    expect(await use()).toBe(await use());
  });

  it('removes one that is not empty', async () => {
    const first = await area.use(async directory => {
      await writeFile(join(directory, 'a'), '');
      return directory;
    });
    expect(await readdir(area.directory)).toEqual([]);
    expect(await use()).not.toBe(first);
  });

  it('removes one whose user has failed, which may still write', async () => {
    const failing = area.use(async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(area.directory)).toEqual([]);
  });

  it('makes new ones after it was cleared', async () => {
    const before = await use();
    await area.clear();
    expect(await use()).not.toBe(before);
  });
});
