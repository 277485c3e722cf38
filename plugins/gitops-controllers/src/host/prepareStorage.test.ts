import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { prepareStorage } from './prepareStorage';

const KINDS = ['gitrepository', 'helmrepository'];
const isRoot = process.getuid?.() === 0;
let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'gitops-prepare-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const refusalOf = async (directory: string) => {
  const error = await prepareStorage(directory, KINDS).catch(e => e);
  expect(error).toMatchObject({ name: 'HostError', code: 'storage-unusable' });
  return error.message as string;
};

it('makes the directory and those above it, and leaves nothing in it', async () => {
  const directory = join(scratch, 'a', 'b', 'store');
  await prepareStorage(directory, KINDS);
  await prepareStorage(directory, KINDS);
  expect(readdirSync(directory)).toEqual(['.gitops']);
  expect(readdirSync(join(directory, '.gitops'))).toEqual([]);
});

it('takes the directory of the source-controller of Flux', async () => {
  mkdirSync(join(scratch, 'gitrepository', 'apps'), { recursive: true });
  mkdirSync(join(scratch, 'lost+found'));
  await expect(prepareStorage(scratch, KINDS)).resolves.toBeUndefined();
});

it('takes a store in which somebody has put something', async () => {
  await prepareStorage(scratch, KINDS);
  writeFileSync(join(scratch, 'note.txt'), 'x');
  await expect(prepareStorage(scratch, KINDS)).resolves.toBeUndefined();
});

it('refuses a directory of something else, and writes nothing there', async () => {
  writeFileSync(join(scratch, 'thesis.tex'), 'x');
  expect(await refusalOf(scratch)).toBe(
    `the artifact directory ${scratch} can't be used: it holds "thesis.tex", which is no artifact; give an empty or a new directory`,
  );
  expect(readdirSync(scratch)).toEqual(['thesis.tex']);
});

it('refuses a path through a file, a loop, or a link in place of its own', async () => {
  const file = join(scratch, 'file');
  writeFileSync(file, 'x');
  for (const path of [file, join(file, 'store')]) {
    expect(await refusalOf(path)).toMatch('a part of the path is a file');
  }
  symlinkSync('loop', join(scratch, 'loop'));
  expect(await refusalOf(join(scratch, 'loop', 'x'))).toMatch('link to itself');
  const linked = join(scratch, 'linked');
  mkdirSync(linked);
  symlinkSync(scratch, join(linked, '.gitops'));
  expect(await refusalOf(linked)).toMatch('.gitops in it is a link');
});

// Skipped where the kernel has no such places.
(existsSync('/proc/self') ? describe : describe.skip)('below /proc', () => {
  it('is refused instead of hanging', async () => {
    for (const path of ['/proc/gitops', '/proc/1/gitops/store']) {
      expect(await refusalOf(path)).toMatch(/takes no directory|not write/);
    }
    expect(await refusalOf('/sys/gitops')).toMatch("can't be used");
  });
});

// Skipped for the superuser, who may write everywhere.
(isRoot ? describe.skip : describe)('a read-only directory', () => {
  it('is refused', async () => {
    chmodSync(scratch, 0o500);
    expect(await refusalOf(join(scratch, 'store'))).toMatch('may not write');
  });
});
