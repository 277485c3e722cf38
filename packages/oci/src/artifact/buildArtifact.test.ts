import { TarDecoder } from '@backstage-gitops/tar';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { basename, join } from 'path';
import { gunzipSync } from 'zlib';
import { makeKnownTree } from './__testUtils__/knownTree';
import { ScratchDirectory } from './__testUtils__/ScratchDirectory';
import { tarPieces } from './archive/tarPieces';
import { buildArtifact } from './buildArtifact';
import type { ArtifactContent } from './buildArtifact';
import { ignoreRules } from './ignorePaths';

const scratch = new ScratchDirectory();
const umask = process.umask(0o022);
afterAll(() => process.umask(umask));

function build(content: ArtifactContent, output = scratch.path('a.tgz')) {
  return buildArtifact({
    ...content,
    output,
    signal: AbortSignal.timeout(20_000),
  });
}

function names(file: string): string[] {
  const decoder = new TarDecoder();
  const parts = [...decoder.push(gunzipSync(readFileSync(file)))];
  return parts.flatMap(part => (part.kind === 'entry' ? part.entry.name : []));
}

function knownTree(): string {
  const root = scratch.make();
  makeKnownTree(root);
  return root;
}

describe('buildArtifact', () => {
  it.each<[what: string, content: Partial<ArtifactContent>, digest: string]>([
    [
      'a directory',
      {},
      '8f2bbdbf6fdb440e7218a0db24e28b1420a142a5b5f134cc872171a5c46ceab9',
    ],
    [
      'what links lead to',
      { resolveSymlinks: true },
      '15b2849ac8d75f0573776aae6a672930b18c5a934beab70c033f8dcd4222c4a7',
    ],
    [
      'what patterns leave',
      { ignorePaths: ['*.png', 'apps/'] },
      'c0708311d2e21df685e94646df36400d617d2d931036199f27ae344027dfcccc',
    ],
  ])('CLI-15 archives %s byte for byte as flux does', async (...row) => {
    const [, content, digest] = row;
    const built = await build({ path: knownTree(), ...content });
    expect(built.digest).toBe(`sha256:${digest}`);
    expect(statSync(built.file).size).toBe(built.sizeBytes);
    expect(statSync(built.file).mode & 0o777).toBe(0o640);
  });

  it('CLI-15 archives a file alone as flux does', async () => {
    const built = await build({ path: join(knownTree(), 'big.txt') });
    expect(names(built.file)).toEqual(['.', 'big.txt']);
    expect(built.digest).toBe(
      'sha256:3e80576dd8e00cd1114220f7e1208033f97242709f8211d3b77d07e2d2fe2844',
    );
  });

  it('takes no notice of a .sourceignore file but what it is given', async () => {
    const root = scratch.make();
    writeFileSync(join(root, '.sourceignore'), '*\n');
    writeFileSync(join(root, 'a.jpg'), '');
    const built = await build({ path: root });
    expect(names(built.file)).toEqual(['.', '.sourceignore']);
    const all = await build({ path: root, ignorePaths: [] });
    expect(names(all.file)).toEqual(['.', '.sourceignore', 'a.jpg']);
  });

  it('archives the directory that a link leads to', async () => {
    const link = scratch.path('link');
    symlinkSync(knownTree(), link);
    const built = await build({ path: link });
    expect(names(built.file)).toContain('apps/web/config.yaml');
  });

  it('ends where links lead in a circle', async () => {
    const root = scratch.make();
    mkdirSync(join(root, 'a'));
    symlinkSync('..', join(root, 'a/up'));
    writeFileSync(join(root, 'a/file'), '');
    const built = await build({ path: root, resolveSymlinks: true });
    expect(names(built.file)).toEqual(['.', 'a', 'a/file', 'a/up']);
  });

  it('refuses a link that leads nowhere only where links are followed', async () => {
    const root = scratch.make();
    symlinkSync('missing', join(root, 'dangling'));
    const built = await build({ path: root });
    expect(names(built.file)).toEqual(['.']);
    await expect(
      build({ path: root, resolveSymlinks: true }),
    ).rejects.toMatchObject({ code: 'invalid-path' });
  });

  it('leaves its own file out of the directory, and nothing behind', async () => {
    const root = scratch.make();
    writeFileSync(join(root, 'a'), 'x');
    const output = join(root, 'artifact.tgz');
    const first = await build({ path: root }, output);
    const second = await build({ path: root }, output);
    expect(second.digest).toBe(first.digest);
    expect(readdirSync(root).sort()).toEqual(['a', 'artifact.tgz']);
  });

  it('names what is missing, and has no limit that a tree passes unseen', async () => {
    const output = scratch.path('never');
    const missing = scratch.path('missing');
    await expect(build({ path: missing }, output)).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'invalid-path',
      message: expect.stringContaining(basename(missing)),
    });
    await expect(
      build({ path: knownTree(), maxEntries: 3 }, output),
    ).rejects.toMatchObject({ code: 'limit' });
    expect(statSync(output, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('stops when it is told to, and keeps the file that was there', async () => {
    const root = scratch.make();
    writeFileSync(join(root, 'big'), Buffer.alloc(8_000_000));
    const output = scratch.path('kept.tgz');
    writeFileSync(output, 'before');
    const stop = new AbortController();
    const work = buildArtifact({ path: root, output, signal: stop.signal });
    stop.abort();
    await expect(work).rejects.toThrow(/abort/);
    expect(readFileSync(output, 'utf8')).toBe('before');
    const folder = readdirSync(join(output, '..'));
    expect(folder.filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('takes files that nobody may write', async () => {
    const root = scratch.make();
    writeFileSync(join(root, 'a'), 'x');
    chmodSync(join(root, 'a'), 0o444);
    await expect(build({ path: root })).resolves.toBeDefined();
  });
});

describe('tarPieces', () => {
  it('cuts the archive where Go writes it, which its compression depends on', () => {
    const name = 'ü'.repeat(60);
    const found = { path: [name], file: '', mode: 0o755, size: 0 };
    const pieces = tarPieces([{ ...found, isDirectory: true }], ignoreRules());
    const sizes = [...pieces].map(piece => piece.length);
    expect(sizes).toEqual([512, 130, 382, 512, 512, 512]);
  });

  it.each([
    ['shorter', 5],
    ['longer', 1],
    ['longer than a piece', 0],
  ])('refuses a file that is %s than its header says', (_, size) => {
    const file = scratch.path('changing');
    writeFileSync(file, 'abc');
    const found = { path: ['f'], file, isDirectory: false, mode: 0o644, size };
    expect(() => [...tarPieces([found], ignoreRules())]).toThrow(
      expect.objectContaining({ code: 'source-changed' }),
    );
  });
});
