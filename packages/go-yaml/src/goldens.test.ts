import { goProgram } from '@backstage-gitops/oracle';
import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { answer } from './testing/answer';
import { YamlGenerator } from './testing/generator';
import recorded from './testing/goldens.json';
import { ValueGenerator } from './testing/values';

interface GoAnswer {
  out?: string;
  err?: string;
}

interface Golden {
  text: string;
  answers: Record<string, GoAnswer | undefined>;
}

const goldens: readonly Golden[] = recorded;

/** The line in a JSON text that nobody sees says nothing. */
function plain(error = ''): string {
  return error.replace(/line \d+: (did not find expected ',' or '}')/, '$1');
}

/** Go prints such values with its own types and in random order. */
function isComparable(error = ''): boolean {
  return !/map key|unhashable/.test(error);
}

describe('answers recorded from the Go libraries (scripts/record-goldens.mjs)', () => {
  it('holds documents that are read and documents that are refused', () => {
    const all = goldens.flatMap(golden =>
      Object.values(golden.answers).flatMap(found => found ?? []),
    );
    expect(all.filter(({ err }) => err).length).toBeGreaterThan(50);
    expect(all.filter(({ out }) => out).length).toBeGreaterThan(300);
  });

  it.each(goldens.map((golden, i) => [i, golden] as const))(
    'document %i',
    (_, { text, answers }) => {
      for (const [op, expected] of Object.entries(answers)) {
        const { out, err } = answer(op, text);
        expect({ op, out, err: plain(err) }).toEqual({
          op,
          out: expected?.out ?? '',
          err: plain(expected?.err),
        });
      }
    },
  );
});

const judge = goProgram('go-yaml');
const describeWithGo = judge ? describe : describe.skip;

describeWithGo('random documents, judged by Go (skipped without Go)', () => {
  it.each(['roundtrip', 'wide', 'decode', 'sigs', 'strict', 'marshal'])(
    'are answered alike: %s',
    op => {
      const Generator = op === 'marshal' ? ValueGenerator : YamlGenerator;
      const texts = Array.from({ length: 500 }, (_, i) =>
        new Generator(new Random(770_000 + i)).text(),
      ).filter(text => !/[\ud800-\udfff]/.test(text));
      const lines = execFileSync(judge as string, {
        input: texts.map(text => `${JSON.stringify({ op, text })}\n`).join(''),
        maxBuffer: 1 << 28,
      })
        .toString()
        .trimEnd()
        .split('\n');
      const differences = texts.flatMap((text, i) => {
        const theirs = JSON.parse(lines[i]) as GoAnswer;
        const ours = answer(op, text);
        const isSame =
          ours.out === (theirs.out ?? '') &&
          plain(ours.err) === plain(theirs.err);
        return isSame || !isComparable(theirs.err)
          ? []
          : [{ text, theirs, ours }];
      });
      expect(differences).toEqual([]);
    },
  );
});
