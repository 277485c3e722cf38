import { GoInt } from '@backstage-gitops/go-template';
import type { GoValue } from '@backstage-gitops/go-template';
import { goProgram } from '@backstage-gitops/oracle';
import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { createInlinePool } from '../../../worker/__testUtils__/createInlinePool';
import { answerValues, valuesContext } from '../testing/answerValues';
import type { ValuesQuestion } from '../testing/answerValues';
import { randomValuesQuestion } from '../testing/randomValuesQuestion';
import { composeValues } from './composeValues';

const workers = createInlinePool();

const object = (kind: string, name: string, data: Record<string, string>) => ({
  ...{ apiVersion: 'v1', kind, data },
  metadata: { name, namespace: 'apps' },
});
const map = (name: string, data: Record<string, string>) =>
  object('ConfigMap', name, data);
const secret = (name: string, data: Record<string, string>) =>
  object(
    'Secret',
    name,
    Object.fromEntries(
      Object.entries(data).map(([key, text]) => [
        key,
        Buffer.from(text).toString('base64'),
      ]),
    ),
  );

type Reference = ValuesQuestion['valuesFrom'][number];
const from = (name: string, rest: Partial<Reference> = {}): Reference => ({
  ...{ kind: 'ConfigMap', name },
  ...rest,
});

function plain(value: GoValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries(
      [...value].map(([key, item]) => [key, plain(item)]),
    );
  }
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof GoInt ? Number(value.value) : value;
}

async function compose(question: Partial<ValuesQuestion>) {
  const ctx = valuesContext({
    ...{ valuesFrom: [], configMaps: [], secrets: [] },
    ...question,
  });
  return plain(await composeValues(ctx, { workers }));
}

/** Values of one text set at a path, over `values`. */
const setAt = (targetPath: string, text: string, rest: object = {}) =>
  compose({
    valuesFrom: [from('one', { targetPath, valuesKey: 'k', ...rest })],
    configMaps: [map('one', { k: text })],
  });

describe('composeValues', () => {
  it('HR-6 lays documents in their order, and spec.values over them', async () => {
    const values = await compose({
      values: { c: 3, t: { own: true } },
      valuesFrom: [
        from('one'),
        from('two', { kind: 'Secret', valuesKey: 'k' }),
        from('one', { valuesKey: 'more' }),
      ],
      configMaps: [
        map('one', {
          'values.yaml': 'a: 1\nb: 1\nc: 1\nt: {x: 1}',
          more: 't: {z: 3}\nl: [2]',
        }),
      ],
      secrets: [secret('two', { k: 'b: 2\nc: 2\nt: {w: 2}\nl: [1, 1]' })],
    });
    expect(values).toEqual({
      ...{ a: 1, b: 2, c: 3, l: [2] },
      t: { x: 1, w: 2, z: 3, own: true },
    });
  });

  it('HR-6 needs no values at all', async () => {
    expect(await compose({})).toEqual({});
    expect(await compose({ values: { a: { b: null } } })).toEqual({
      a: { b: null },
    });
  });

  it('HR-6 forgives a missing object and a missing key where they are optional', async () => {
    const values = await compose({
      valuesFrom: [
        from('absent', { optional: true }),
        from('one', { valuesKey: 'absent', optional: true }),
        from('one'),
      ],
      configMaps: [map('one', { 'values.yaml': 'a: 1' })],
    });
    expect(values).toEqual({ a: 1 });
  });

  it.each([
    ['a', '1', { a: 1 }],
    ['a', '007', { a: '007' }],
    ['a', '"7"', { a: '7' }],
    ['a', "'true'", { a: 'true' }],
    ['a', 'null', { a: null }],
    ['a', '{x,y}', { a: ['x', 'y'] }],
    ['a', 'x,b=2', { a: 'x', b: 2 }],
    ['a[1].x', '1', { a: [null, { x: 1 }] }],
    ['a\\.b.c', 'x', { 'a.b': { c: 'x' } }],
    ['__proto__.polluted', 'yes', { ['__proto__']: { polluted: 'yes' } }],
  ])(
    'HR-6 sets %s to %s in the grammar of --set',
    async (path, text, expected) => {
      const values = await setAt(path, text);
      expect(JSON.stringify(values)).toBe(JSON.stringify(expected));
      expect(({} as { polluted?: string }).polluted).toBeUndefined();
    },
  );

  it('HR-6 takes a literal as it is', async () => {
    const text = '{"a": [1, 2], "b": "c\\d=e"}\n';
    expect(await setAt('config', text, { literal: true })).toEqual({
      config: text,
    });
  });

  it('HR-6 lets a path win over spec.values in tables of it, and spec.values elsewhere', async () => {
    const question = (targetPath: string) =>
      compose({
        values: { a: 1, t: { x: 1, y: 2 } },
        valuesFrom: [from('one', { targetPath, valuesKey: 'k' })],
        configMaps: [map('one', { k: 'new' })],
      });
    expect(await question('t.x')).toEqual({ a: 1, t: { x: 'new', y: 2 } });
    expect(await question('a')).toEqual({ a: 1, t: { x: 1, y: 2 } });
  });

  it('HR-6 reads YAML 1.1, the first document of a text', async () => {
    const text = 'a: y\nb: off\nc: 0o7\nd: 010\n---\ne: 1\n';
    const configMaps = [map('one', { 'values.yaml': text })];
    expect(await compose({ valuesFrom: [from('one')], configMaps })).toEqual({
      ...{ a: true, b: false, c: 7, d: 8 },
    });
  });

  it.each([
    [
      from('absent'),
      "'apps/absent' with key 'values.yaml': configmaps \"absent\" not found",
    ],
    [
      from('absent', { kind: 'Secret' }),
      "'apps/absent' with key 'values.yaml': secrets \"absent\" not found",
    ],
    [from('one', { valuesKey: 'k' }), "'apps/one' with key 'k': key not found"],
    [
      from('one', { valuesKey: 'bad' }),
      "'apps/one' with key 'bad': error converting YAML to JSON: yaml: line 1: did not find expected node content",
    ],
    [
      from('one', { valuesKey: 'list' }),
      "'apps/one' with key 'list': error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type common.Values",
    ],
    [
      from('one', { valuesKey: 'text', targetPath: 'a[0]b' }),
      "'apps/one' with key 'text': unexpected data at end of array index: ['b']",
    ],
    [
      from('one', { valuesKey: 'open', targetPath: 'a' }),
      "'apps/one' with key 'open': list must terminate with '}'",
    ],
  ])('HR-10 fails on %j', async (reference, message) => {
    const run = compose({
      valuesFrom: [reference],
      configMaps: [
        map('one', { bad: '{', list: '[1]', text: 'x', open: '{x' }),
      ],
    });
    await expect(run).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'ValuesError',
      event: 'Warning',
      message: `could not resolve ${reference.kind} chart values reference ${message}`,
    });
  });

  it('HR-10 tells the first failure, also where a later object is missing', async () => {
    const run = compose({
      valuesFrom: [from('one', { optional: true }), from('absent')],
      configMaps: [map('one', { 'values.yaml': '}' })],
    });
    await expect(run).rejects.toThrow(
      /^could not resolve optional ConfigMap chart values reference 'apps\/one'/,
    );
  });

  it.each([
    [
      'aliases that multiply',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...[...'bcdefghi'].map(
          (name, index) =>
            `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`)}]`,
        ),
      ].join('\n'),
      'document contains excessive aliasing',
    ],
    ['deep nesting', `a: ${'['.repeat(200_000)}`, 'exceeded max depth of 1000'],
    [
      'bytes that are no text',
      'a: \u0000',
      'control characters are not allowed',
    ],
  ])('refuses %s', async (_what, text, message) => {
    const run = compose({
      valuesFrom: [from('one')],
      configMaps: [map('one', { 'values.yaml': text })],
    });
    await expect(run).rejects.toThrow(message);
  });

  it('refuses more text than a run may read', async () => {
    const text = `a: ${'x'.repeat(1_000_000)}`;
    const run = compose({
      valuesFrom: Array.from({ length: 17 }, () => from('one')),
      configMaps: [map('one', { 'values.yaml': text })],
    });
    await expect(run).rejects.toThrow(
      'the values of spec.valuesFrom have 17000051 characters, more than 16777216',
    );
  });
});

const judge = goProgram('chart-values');
const judged = judge ? it : it.skip;
/* eslint-disable jest/no-standalone-expect -- the test runs where Go is there */
judged(
  "HR-6 composes the same values as Flux's package does, or fails in its words",
  async () => {
    const random = new Random('values');
    const questions = Array.from({ length: 200 }, () =>
      randomValuesQuestion(random),
    );
    const lines = execFileSync(judge ?? '', [], {
      input: questions.map(question => JSON.stringify(question)).join('\n'),
      encoding: 'utf8',
    }).split('\n');
    for (const [index, question] of questions.entries()) {
      const { digest: _, ...expected } = JSON.parse(lines[index]);
      const answer = await answerValues(question);
      expect({ question, answer }).toEqual({ question, answer: expected });
    }
  },
  60_000,
);
