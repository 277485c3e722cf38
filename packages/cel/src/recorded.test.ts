import { answer, isSame } from './testing';
import type { Answer, Mode, Question } from './testing';
import random from './testdata/random.json';
import recorded from './testdata/recorded.json';

interface Row extends Answer {
  readonly mode: Mode;
  readonly section: string;
  readonly expression: string;
}

const rows = recorded.rows as unknown as readonly Row[];
const { variables } = recorded;

/** Failures whose text is ours: docs/cel.md says where and why. */
const OWN_TEXT = new Set(['a[', 'a.in', '[?status.phase]']);

const groups = [...new Set(rows.map(row => `${row.mode} ${row.section}`))];

describe('what cel-go and the API server answer', () => {
  it.each(groups)('%s', group => {
    const differences = rows
      .filter(row => `${row.mode} ${row.section}` === group)
      .map(row => ({ row, ours: answer({ ...row, variables }) }))
      .filter(
        ({ row, ours }) =>
          !isSame({ ...row, variables }, ours, row) ||
          (ours.error !== row.error && !OWN_TEXT.has(row.expression)),
      )
      .map(({ row, ours }) => ({
        expression: row.expression,
        ours: ours.value ?? ours.error,
        theirs: row.value ?? row.error,
      }));
    expect(differences).toEqual([]);
  });

  it('random expressions', () => {
    const asked = random as unknown as readonly (Question & Answer)[];
    const differences = asked
      .map(row => ({ row, ours: answer(row) }))
      .filter(({ row, ours }) => !isSame(row, ours, row));
    expect(differences).toEqual([]);
    const values = asked.filter(row => row.value !== undefined);
    expect(values.length).toBeGreaterThan(asked.length / 2);
  });
});
