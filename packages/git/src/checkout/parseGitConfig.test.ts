import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseGitConfig } from './parseGitConfig';

const COUNT = Number(process.env.GIT_CONFIG_TEXTS ?? 200);
const scratch = mkdtempSync(join(tmpdir(), 'gitops-config-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** `name\nvalue` of each variable, or undefined for a text that is refused. */
function ours(text: string): string[] | undefined {
  try {
    return parseGitConfig(text).map(({ name, value }) =>
      // Git before 2.45 makes spaces of other blanks inside a value.
      value === undefined ? name : `${name}\n${value.replace(/[\t\r]/g, ' ')}`,
    );
  } catch (error) {
    expect(error).toMatchObject({ name: 'GitError', code: 'protocol' });
    return undefined;
  }
}

function theirs(text: string): string[] | undefined {
  const file = join(scratch, 'config');
  writeFileSync(file, text);
  try {
    const args = ['config', '-f', file, '--null', '--list'];
    const output = execFileSync('git', args, { stdio: 'pipe' }).toString();
    return output
      .replace(/[\t\r]/g, ' ')
      .split('\0')
      .slice(0, -1);
  } catch {
    return undefined;
  }
}

const PIECES = [
  ...['[submodule "a"]', '[submodule "B.c"]', '[SubModule "a"]', '[core]'],
  ...['[submodule.D]', '[a "q\\"\\\\x\\y"]', '[ "x"]', '[a  "b" ]', '[a"b"]'],
  ...['path', 'URL', 'p-1', '1p', 'p_q', 'p ', ' = ', '=', ' =\t', 'libs/a'],
  ...['"', '"x y"', '\\\\', '\\"', '\\t', '\\n', '\\q', '\\\n', '\\\r\n', '\\'],
  ...[' ', '\t', '  ', '\n', '\n', '\n', '\r\n', '\r', ';', '#', ' ; note'],
  ...['# [a]', '\ufeff', 'ü', '[', ']', '..', 'true', '\f', '\u00a0'],
];
const LINES = [
  ...['[submodule "Lib"]', '[submodule "x"] ; c', '\tpath = libs/a ; note'],
  ...['  url="../a b.git"  # c', 'PATH = "l"ib"s"/\\\n  a', 'shallow', ''],
  ...['\turl = a  b\t c ', 'path = "a;b#c" ; d', 'path = a\\tb\\\\', '; c \\'],
];

function randomTexts(count: number): string[] {
  const { chance, pick, times, below } = new Random(20261127);
  return times(count, () => {
    const lines = times(1 + below(5), () =>
      chance(0.6)
        ? `${pick(LINES)}\n`
        : times(1 + below(6), () => pick(PIECES)).join(''),
    );
    return (chance(0.5) ? '[submodule "a"]\n' : '') + lines.join('');
  });
}

describe(`${COUNT} random configuration files`, () => {
  const texts = randomTexts(COUNT);

  it('are read as Git reads them', () => {
    const differences = texts.flatMap(text => {
      const [got, wanted] = [ours(text), theirs(text)];
      return JSON.stringify(got) === JSON.stringify(wanted)
        ? []
        : [{ text, got, wanted }];
    });
    expect(differences.slice(0, 5)).toEqual([]);
  });

  it('are partly refused', () => {
    const refused = texts.filter(text => ours(text) === undefined).length;
    expect(refused).toBeGreaterThan(COUNT / 10);
    expect(refused).toBeLessThan((COUNT * 8) / 10);
  });
});

it.each([
  ['a\nwhat is this\n', 'bad config line 2'],
  ['[submodule "a"\npath = x\n', 'bad config line 2'],
  ['[a]\nx = "open\ny = z\n', 'bad config line 2'],
])('tells the line of %j', (text, message) => {
  expect(() => parseGitConfig(text)).toThrow(message);
});
