import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { CaseAnswer, runCase, TemplateCase } from './testing/runCase';
import { shownText } from './testing/shownText';

interface Golden extends TemplateCase, CaseAnswer {}

interface GoldenFile {
  readonly data: unknown;
  readonly cases: readonly Golden[];
}

const folder = join(__dirname, '../testdata');

/** Templates that answer otherwise than Go, with the reason. */
const knownDifferences: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(folder, 'known-differences.json'), 'utf8'),
);

const groups = readdirSync(folder)
  .filter(name => name.endsWith('.json') && name !== 'known-differences.json')
  .map(name => name.replace('.json', ''));

function readGroup(group: string): GoldenFile {
  return JSON.parse(readFileSync(join(folder, `${group}.json`), 'utf8'));
}

describe('answers what Go answers', () => {
  it.each(groups)('%s', group => {
    const { data, cases } = readGroup(group);
    const wrong = cases
      .filter(({ template }) => !(template in knownDifferences))
      .map(golden => {
        const { template, missingKey, output, error } = golden;
        const answer = runCase({ template, missingKey, data });
        const got = {
          output: shownText(answer.output),
          error: shownText(answer.error),
        };
        return { template, missingKey, want: { output, error }, got };
      })
      .filter(({ want, got }) => {
        return want.output !== got.output || want.error !== got.error;
      });
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(0);
  });

  it('has cases enough to judge by', () => {
    const count = groups.reduce(
      (sum, group) => sum + readGroup(group).cases.length,
      0,
    );
    expect(count).toBeGreaterThan(1500);
  });
});
