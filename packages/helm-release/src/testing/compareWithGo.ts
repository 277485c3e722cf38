import { execFileSync } from 'child_process';
import { answerStored, type Answer } from './answers';

/** A release that Go and our code read or write differently. */
interface Difference {
  /** JSON of the release. */
  readonly release: string;
  readonly theirs: Answer;
  readonly ours: Answer;
}

/** Answers of test/oracle/helm-release. */
function askGo(program: string, questions: readonly object[]): Answer[] {
  const lines = execFileSync(program, {
    input: questions.map(question => JSON.stringify(question)).join('\n'),
    maxBuffer: 1 << 30,
  });
  return lines
    .toString()
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const answer = JSON.parse(line) as Answer;
      return answer.json === undefined
        ? answer
        : { ...answer, json: Buffer.from(answer.json, 'base64').toString() };
    });
}

/**
 * Has Go and our code read the same releases, write them, and read what the
 * other one wrote.
 * @param program - built from test/oracle/helm-release
 * @param releases - JSON texts
 */
export async function compareWithGo(
  program: string,
  releases: readonly string[],
): Promise<{ readonly refused: number; readonly differences: Difference[] }> {
  const theirs = askGo(
    program,
    releases.map(text => ({ json: Buffer.from(text).toString('base64') })),
  );
  const ours = await Promise.all(
    releases.map(text => answerStored(Buffer.from(text).toString('base64'))),
  );
  const theirsOfOurs = askGo(
    program,
    ours.map(({ stored }) => ({ stored: stored ?? '!' })),
  );
  const oursOfTheirs = await Promise.all(
    theirs.map(({ stored }) => answerStored(stored ?? '!')),
  );
  const differences = releases.flatMap((release, index) =>
    [
      { release, theirs: theirs[index], ours: ours[index] },
      { release, theirs: theirsOfOurs[index], ours: oursOfTheirs[index] },
    ].filter(isDifferent),
  );
  return { refused: theirs.filter(({ error }) => error).length, differences };
}

/** Texts of errors may differ, and so may gzip. */
function isDifferent({ theirs, ours }: Difference): boolean {
  return (
    (theirs.error === undefined) !== (ours.error === undefined) ||
    theirs.json !== ours.json ||
    theirs.snapshot !== ours.snapshot ||
    theirs.values !== ours.values
  );
}
