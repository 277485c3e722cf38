import { goProgram } from '@backstage-gitops/oracle';
import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { messageOf } from '../errors';
import { KEYS, randomSchema, randomValue } from '../testing/randomSchema';
import { compileSchema } from './compileSchema';
import { fromParsedJson } from './jsonValue';
import { METASCHEMA_URLS, type Draft } from './metaschemas';
import { SCHEMA_CASES } from './testing/schemaCases';

interface Question {
  readonly schema: string;
  readonly values: unknown;
  readonly documents?: Readonly<Record<string, string>>;
}

/** Built from test/oracle/values-schema: the library of Helm itself. */
const judge = goProgram('values-schema');
const describeWithGo = judge ? describe : describe.skip;

function theirFaults(questions: readonly Question[]): string[] {
  const lines = execFileSync(judge as string, {
    input: questions.map(question => JSON.stringify(question)).join('\n'),
    maxBuffer: 1 << 28,
  });
  return lines
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => comparable(JSON.parse(line).faults));
}

function ourFaults({ schema, values, documents }: Question): string {
  try {
    const validate = compileSchema(schema, url => documents?.[url]);
    return comparable(validate(fromParsedJson(values)) ?? '');
  } catch (error) {
    return comparable(messageOf(error));
  }
}

/** Go visits the entries of an object in random order. */
function comparable(faults: string): string {
  return faults
    .trim()
    .replace(
      /(additional properties )(.*)( not allowed)/g,
      (_, start, keys, end) => start + keys.split(', ').sort().join() + end,
    )
    .split('\n')
    .sort()
    .join('\n');
}

function differencesOf(questions: readonly Question[]) {
  const theirs = theirFaults(questions);
  return questions.flatMap((question, index) => {
    const ours = ourFaults(question);
    return ours === theirs[index]
      ? []
      : [{ ...question, ours, theirs: theirs[index] }];
  });
}

function randomQuestion(random: Random, draft: Draft): Question {
  const definitions = draft < 2019 ? 'definitions' : '$defs';
  const schema = {
    $schema: METASCHEMA_URLS[draft],
    [definitions]: { shared: randomSchema(random, 0, draft) },
    allOf: [randomSchema(random, 3, draft), randomSchema(random, 2, draft)],
  };
  const values = Object.fromEntries(
    KEYS.map(key => [key, randomValue(random, 2)]),
  );
  return { schema: JSON.stringify(schema), values };
}

describeWithGo('faults as Helm words them (skipped without Go)', () => {
  it.each(SCHEMA_CASES)('$name', ({ schema, values, documents }) => {
    const questions = values.map(value => ({
      schema: JSON.stringify(schema),
      values: value,
      documents,
    }));
    expect(differencesOf(questions)).toEqual([]);
  });

  it.each([4, 6, 7, 2019, 2020] as const)(
    'of random schemas and values of draft %d',
    draft => {
      const random = new Random(draft);
      const questions = Array.from({ length: 400 }, () =>
        randomQuestion(random, draft),
      );
      expect(differencesOf(questions)).toEqual([]);
    },
  );
});
