import { goProgram } from '@backstage-gitops/oracle';
import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { EnvsubstError } from './errors';
import { substitute } from './substitute';

const COUNT = 10_000;
const VARIABLES: Record<string, string> = {
  a: 'alpha',
  b: 'one/two/three.tar.gz',
  c: 'Ünïcode ß Σίσυφος',
  d: '',
  e: 'a[b]*c?\\d',
};
const PIECES = [
  ...['${', '}', '$', '$$', '{', ':', ':-', ':=', '=', ':+', ':?', '#', '##'],
  ...['%', '%%', '/', '//', '/#', '/%', ',', ',,', '^', '^^', '*', '?', '\\'],
  ...['[a-c]', '[^a]', '[', ']', '-', '1', '2', '-1', '10', ' ', '\n', '@'],
  ...['a', 'b', 'c', 'd', 'e', 'nope', 'é', '.', 'tar', 'text'],
];
const FORMS = [
  '${V}',
  '${V:=T}',
  '${V:-T}',
  '${V:N}',
  '${V:N:N}',
  '${V/T/T}',
  '${V//T/T}',
  '${V/#T/T}',
  '${V/%T/T}',
  '${V#T}',
  '${V##T}',
  '${V%T}',
  '${V%%T}',
  '${#V}',
  '${V^^}',
  '${V,}',
];

function randomTexts(count: number): string[] {
  const { below, chance, pick, times } = new Random(20261121);
  const soup = (limit: number) =>
    times(below(limit), () => pick(PIECES)).join('');
  const form = () =>
    pick(FORMS)
      .replace('V', () => pick(['a', 'b', 'c', 'd', 'e', 'nope']))
      .replace(/T/g, () => (chance(0.2) ? '${b}' : soup(4)))
      .replace(/N/g, () => String(below(12)));
  return times(count, () =>
    chance(0.5) ? soup(9) : `${soup(2)}${form()}${soup(2)}`,
  );
}

interface Outcome {
  readonly output?: string;
  readonly error?: string;
}

function outcome(text: string): Outcome {
  try {
    return { output: substitute(text, VARIABLES) };
  } catch (error) {
    if (!(error instanceof EnvsubstError)) throw error;
    return { error: error.message };
  }
}

const texts = randomTexts(COUNT);

describe(`${COUNT} random texts`, () => {
  it('end with a result or a typed error', () => {
    const outcomes = texts.map(outcome);
    expect(
      outcomes.filter(({ output }) => output !== undefined).length,
    ).toBeGreaterThan(COUNT / 10);
    expect(
      outcomes.filter(({ error }) => error !== undefined).length,
    ).toBeGreaterThan(COUNT / 10);
  });
});

const judge = goProgram('envsubst');
const describeWithGo = judge ? describe : describe.skip;

describeWithGo(
  'the same texts, judged by a Go program (skipped without Go)',
  () => {
    it('come out as from Flux’s own package', () => {
      const input = texts
        .map(text => JSON.stringify({ text, vars: VARIABLES, strict: true }))
        .join('\n');
      const lines = execFileSync(judge!, { input, maxBuffer: 1 << 28 })
        .toString()
        .trim()
        .split('\n');
      const differences = texts.flatMap((text, index) => {
        const theirs = JSON.parse(lines[index]) as {
          output: string | null;
          error?: string;
        };
        const expected = theirs.error
          ? { error: theirs.error }
          : { output: Buffer.from(theirs.output ?? '', 'base64').toString() };
        const got = outcome(text);
        // Deliberate: a negative length is refused, not counted from the end.
        if (got.error?.includes('negative length')) return [];
        return JSON.stringify(got) === JSON.stringify(expected)
          ? []
          : [{ text, expected, got }];
      });
      expect(differences).toEqual([]);
    });
  },
);
