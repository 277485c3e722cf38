import { goProgram } from '@backstage-gitops/oracle';
import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { CaseAnswer, runCase, TemplateCase } from './testing/runCase';
import { shownText } from './testing/shownText';

interface Recorded extends CaseAnswer {
  readonly template: string;
  readonly missingKey?: TemplateCase['missingKey'];
  /** Index of the data set. */
  readonly data: number;
}

interface RandomCases {
  readonly data: readonly unknown[];
  readonly cases: readonly Recorded[];
}

// Written by scripts/recordRandom.mjs from random templates and random data.
const { data, cases }: RandomCases = JSON.parse(
  readFileSync(join(__dirname, '../testdata/random/cases.json'), 'utf8'),
);

function ours(request: TemplateCase): CaseAnswer {
  const { output, error, bytes } = runCase(request);
  return { output: shownText(output), error: shownText(error), bytes };
}

function differences(
  requests: readonly TemplateCase[],
  answers: readonly CaseAnswer[],
) {
  return requests.flatMap((request, i) => {
    const { output, error, bytes } = answers[i];
    const want = { output, error, bytes };
    const got = ours(request);
    const isSame = JSON.stringify(want) === JSON.stringify(got);
    return isSame ? [] : [{ template: request.template, want, got }];
  });
}

function requestOf({ template, missingKey, data: set }: Recorded, shift = 0) {
  return { template, missingKey, data: data[(set + shift) % data.length] };
}

describe('random templates over random data', () => {
  it('answer what Go answered when they were recorded', () => {
    const requests = cases.map(one => requestOf(one));
    expect(differences(requests, cases)).toEqual([]);
    expect(cases.length).toBeGreaterThan(1400);
  });

  it('render without an error for the greater part', () => {
    const rendered = cases.filter(({ error }) => error === undefined);
    expect(rendered.length).toBeGreaterThan(cases.length * 0.75);
  });
});

const judge = goProgram('go-template');
const describeWithGo = judge ? describe : describe.skip;

describeWithGo('the same templates over other data, judged by Go', () => {
  it('answer what Go answers (skipped without Go)', () => {
    const requests = cases
      .filter((_, i) => i % 3 === 0)
      .map(one => requestOf(one, 7));
    const answers = execFileSync(judge as string, {
      input: requests.map(request => `${JSON.stringify(request)}\n`).join(''),
      maxBuffer: 1 << 28,
    })
      .toString()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as CaseAnswer);
    expect(differences(requests, answers)).toEqual([]);
  });
});
