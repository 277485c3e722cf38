import { goProgram } from '@backstage-gitops/oracle';
import { execFileSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseConstraint } from './constraint';
import type { Constraint } from './constraint';
import { SemverError } from './errors';
import { RandomQuestions } from './__testUtils__/randomQuestions';
import type { Question } from './__testUtils__/randomQuestions';
import {
  compareVersions,
  parseStrictVersion,
  parseVersion,
  versionText,
} from './version';
import type { Version } from './version';

const PAIRS = Number(process.env.SEMVER_PAIRS ?? 10_000);
const PER_RANGE = 5;
const RECORDED_RANGES = 60;
const RECORDED = join(__dirname, 'testdata/recorded.json');

interface VersionAnswer {
  readonly loose: string;
  readonly strict: string;
  /** Says Flux's version package; a judge of packages/git. */
  readonly isTag?: boolean;
  readonly order?: number;
  readonly matches?: boolean;
  readonly reasons?: readonly string[];
}

interface Answer {
  readonly error?: string;
  readonly text?: string;
  readonly versions: readonly VersionAnswer[];
}

/** The result, or the message of a typed error. */
function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    return `error: ${error.message}`;
  }
}

function textOf(version: Version | string): string {
  return typeof version === 'string' ? version : versionText(version);
}

function answerOf(
  text: string,
  next: string,
  constraint: Constraint | string,
  options: { includePrerelease: boolean },
): VersionAnswer {
  const version = attempt(() => parseVersion(text));
  const other = attempt(() => parseVersion(next));
  const parsed = {
    loose: textOf(version),
    strict: textOf(attempt(() => parseStrictVersion(text))),
  };
  if (typeof version === 'string') return parsed;
  const order =
    typeof other === 'string' ? {} : { order: compareVersions(version, other) };
  if (typeof constraint === 'string') return { ...parsed, ...order };
  const matches = constraint.check(version, options);
  const reasons = constraint.reasons(version, options);
  return {
    ...parsed,
    ...order,
    matches,
    ...(reasons.length > 0 ? { reasons } : {}),
  };
}

function answer({ versions, ...question }: Question): Answer {
  const constraint = attempt(() => parseConstraint(question.constraint));
  return {
    ...(typeof constraint === 'string'
      ? { error: constraint.slice('error: '.length) }
      : { text: constraint.toString() }),
    versions: versions.map((text, index) =>
      answerOf(
        text,
        versions[(index + 1) % versions.length],
        constraint,
        question,
      ),
    ),
  };
}

function askGo(program: string, questions: readonly Question[]): Answer[] {
  const input = questions.map(question => JSON.stringify(question)).join('\n');
  const lines = execFileSync(program, [], { input, maxBuffer: 1 << 30 })
    .toString()
    .trim()
    .split('\n');
  return lines.map(line => JSON.parse(line) as Answer);
}

function withoutTags({ versions, ...rest }: Answer): Answer {
  return {
    ...rest,
    versions: versions.map(({ isTag: _, ...version }) => version),
  };
}

function makeQuestions(seed: number, count: number): Question[] {
  const random = new RandomQuestions(seed);
  return Array.from({ length: count }, () => random.next(PER_RANGE));
}

const program = goProgram('semver');

if (program && process.env.UPDATE_RECORDED) {
  const asked = makeQuestions(1, RECORDED_RANGES);
  const answers = askGo(program, asked).map(withoutTags);
  const rows = asked.map((question, i) => ({
    question,
    answer: answers[i],
  }));
  writeFileSync(RECORDED, `${JSON.stringify(rows, null, 1)}\n`);
}

it('answers as the Go library has answered', () => {
  const rows = JSON.parse(readFileSync(RECORDED, 'utf8')) as {
    question: Question;
    answer: Answer;
  }[];
  expect(rows).toHaveLength(RECORDED_RANGES);
  for (const { question, answer: expected } of rows) {
    expect({ question, answer: answer(question) }).toEqual({
      question,
      answer: expected,
    });
  }
});

const describeWithGo = program ? describe : describe.skip;
const questions = makeQuestions(20261127, PAIRS / PER_RANGE);

describe(`${PAIRS} random pairs of range and version`, () => {
  it('are matches, no matches and refused, each often', () => {
    const answers = questions.map(answer);
    const versions = answers.flatMap(({ versions: all }) => all);
    const share = (isCounted: (version: VersionAnswer) => boolean) =>
      versions.filter(isCounted).length / PAIRS;
    expect(share(({ matches }) => matches === true)).toBeGreaterThan(0.2);
    expect(share(({ matches }) => matches === false)).toBeGreaterThan(0.2);
    expect(share(({ loose }) => loose.startsWith('error'))).toBeGreaterThan(
      0.05,
    );
    const refused = answers.filter(({ error }) => error !== undefined).length;
    expect(refused / answers.length).toBeGreaterThan(0.1);
    expect(refused / answers.length).toBeLessThan(0.5);
  });
});

describeWithGo('the same pairs, read by Go (skipped without Go)', () => {
  it('give the same answers and errors', () => {
    const theirs = askGo(program!, questions).map(withoutTags);
    expect(theirs).toHaveLength(questions.length);
    const differences = questions.flatMap((question, index) => {
      const got = answer(question);
      return JSON.stringify(got) === JSON.stringify(theirs[index])
        ? []
        : [{ question, got, theirs: theirs[index] }];
    });
    expect(differences.slice(0, 3)).toEqual([]);
  });
});
