import { readBlob, writeBlob } from 'isomorphic-git';
import { MemoryFiles } from './MemoryFiles';

describe('MemoryFiles', () => {
  it('keeps the objects that isomorphic-git makes', async () => {
    const repository = { fs: new MemoryFiles(), gitdir: '/repository' };
    const bytes = Uint8Array.from([0, 255, 10, 13]);
    const oid = await writeBlob({ ...repository, blob: bytes });
    const { blob } = await readBlob({ ...repository, oid });
    expect(Buffer.from(blob)).toEqual(Buffer.from(bytes));
  });

  it('says which file is missing', async () => {
    const { promises } = new MemoryFiles();
    for (const ask of [promises.readFile, promises.stat, promises.lstat]) {
      await expect(ask('/a')).rejects.toMatchObject({
        code: 'ENOENT',
        message: '/a',
      });
    }
  });
});
