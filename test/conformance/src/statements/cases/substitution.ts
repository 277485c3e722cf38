import { expectEqual } from '../../expect';
import { Bench, TYPES } from '../Bench';
import { configMap, expectFailure } from '../readObjects';
import type { Statement } from '../Statement';

const substitute = (values: object, more: object = {}) => ({
  postBuild: { substitute: values, ...more },
});

/** Files whose ConfigMap `a` has an entry for each expression. */
const expressions = (values: Readonly<Record<string, string>>) => ({
  'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${Object.entries(
    values,
  )
    .map(([key, value]) => `  ${key}: ${value}\n`)
    .join('')}`,
});

async function dataOf(bench: Bench): Promise<Record<string, string>> {
  await bench.ready();
  return (await bench.get('ConfigMap', 'a')).data;
}

async function failsWith(
  bench: Bench,
  expression: string,
  message: string | RegExp,
  reason = 'BuildFailed',
): Promise<void> {
  const name = `f${Math.random().toString(36).slice(2, 8)}`;
  await bench.push({
    [`${name}/a.yaml`]: configMap(name, expression),
  });
  await bench.app(name, { path: `./${name}`, ...substitute({ v: 'hello' }) });
  const object = await bench.failed(reason, 'Kustomization', name);
  expectFailure(object, reason, message);
}

const postBuild = (name: string) =>
  `post build failed for 'ConfigMap.v1.[noGrp]/${name}': `;

/** Variables of postBuild. */
export const substitutionStatements: readonly Statement[] = [
  {
    name: 'KS-21 nothing is replaced while no variable is defined, unless the strategy is Always',
    async run(bench) {
      await bench.start(expressions({ a: '${x:=d}' }));
      expectEqual(await dataOf(bench), { a: '${x:=d}' }, 'no variables');
      await bench.patch('Kustomization', 'app', {
        spec: { postBuild: { substituteStrategy: 'Always' } },
      });
      await bench.until('ConfigMap', 'a', ({ data }) => data.a === 'd');
    },
  },
  {
    name: 'KS-21 a name that can be no variable is refused',
    async run(bench) {
      await bench.start(expressions({ a: 'x' }), substitute({ 'a-b': 'x' }));
      expectFailure(
        await bench.failed('BuildFailed'),
        'BuildFailed',
        `${postBuild(
          'a',
        )}envsubst error: 'a-b' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`,
      );
    },
  },
  {
    name: 'KS-22 later sources of variables win, inline ones over all, and newlines go',
    async run(bench) {
      for (const [name, data] of [
        ['one', { a: '1', b: '1', c: '1', d: 'x\ny' }],
        ['two', { b: '2', c: '2' }],
      ] as const) {
        await bench.create({
          ...TYPES.ConfigMap,
          metadata: { name },
          data,
        } as never);
      }
      await bench.start(
        expressions({ all: 'v${a}${b}${c}${d}' }),
        substitute(
          { c: '3' },
          {
            substituteFrom: [
              { kind: 'ConfigMap', name: 'one' },
              { kind: 'ConfigMap', name: 'two' },
              { kind: 'Secret', name: 'absent', optional: true },
            ],
          },
        ),
      );
      expectEqual(await dataOf(bench), { all: 'v123xy' }, 'data');
    },
  },
  {
    name: 'KS-22 a missing source of variables is named with the object',
    async run(bench) {
      await bench.start(expressions({ a: 'x' }), {
        postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'absent' }] },
      });
      expectFailure(
        await bench.failed('BuildFailed'),
        'BuildFailed',
        `${postBuild(
          'a',
        )}substitute from 'ConfigMap/absent' error: configmaps "absent" not found`,
      );
    },
  },
  {
    name: 'KS-23 an undefined variable fails the build, an empty one is a value',
    async run(bench) {
      await bench.start(
        expressions({ a: '"<${empty}>"' }),
        substitute({ empty: '', v: 'x' }),
      );
      expectEqual(await dataOf(bench), { a: '<>' }, 'data');
      await failsWith(
        bench,
        '${nope}',
        /envsubst error: variable substitution failed: variable not set \(strict mode\): "nope"$/,
      );
    },
  },
  {
    name: 'KS-24 only braces are replaced, two dollars escape, and objects may opt out exactly',
    async run(bench) {
      const optOut = (value: string) =>
        `  annotations: {kustomize.toolkit.fluxcd.io/substitute: ${value}}\n`;
      await bench.start(
        {
          ...expressions({
            bare: '$v',
            escaped: '$${v}',
            two: '$$v',
            set: '${v}',
          }),
          'b.yaml': configMap('b', '${v}', optOut('disabled')),
          'c.yaml': configMap('c', '${v}', optOut('Disabled')),
        },
        substitute({ v: 'x' }),
      );
      expectEqual(
        [
          await dataOf(bench),
          (await bench.get('ConfigMap', 'b')).data.key,
          (await bench.get('ConfigMap', 'c')).data.key,
        ],
        [{ bare: '$v', escaped: '${v}', two: '$v', set: 'x' }, '${v}', 'x'],
        'values',
      );
    },
  },
  {
    name: 'KS-25 values become the types of YAML, so a number needs more than plain quotes',
    async run(bench) {
      await bench.start(
        expressions({ text: '"v${num}"', quoted: `'"\${num}"'` }),
        substitute({ num: '5' }),
      );
      expectEqual(await dataOf(bench), { text: 'v5', quoted: '"5"' }, 'data');
      await bench.push(expressions({ text: '"${num}"' }));
      expectFailure(
        await bench.failed('ReconciliationFailed'),
        'ReconciliationFailed',
        /^ConfigMap\/.*\/a dry-run failed: failed to create typed patch object \(.*; \/v1, Kind=ConfigMap\): (errors:\n? *)?\.data\.text: expected string, got &value\.valueUnstructured\{Value:5\}/s,
      );
    },
  },
  {
    name: 'KS-26 operators with a colon give defaults, those without are no expressions',
    async run(bench) {
      await bench.start(
        expressions({
          a: '${no:-one}',
          b: '${no:=two}',
          c: '${no=three}',
          d: '${no:=${v}}',
          e: '${empty:-four}',
          f: '${v:-five}',
        }),
        substitute({ v: 'hello', empty: '' }),
      );
      expectEqual(
        await dataOf(bench),
        { a: 'one', b: 'two', c: 'three', d: 'hello', e: 'four', f: 'hello' },
        'data',
      );
      await failsWith(bench, '${v-d}', /missing closing brace$/);
      await failsWith(bench, '${v@Q}', /missing closing brace$/);
      await failsWith(bench, '${}', /unable to parse variable name$/);
    },
  },
  {
    name: 'KS-27 length, case, parts, replacing and trimming count bytes and use globs',
    async run(bench) {
      await bench.start(
        expressions({
          length: '"n${#umlaut}"',
          upper: '${v^^}',
          first: '${v^}',
          part: '${v:1:3}',
          past: '"<${v:9}>"',
          replace: '${v/l/L}',
          all: '${v//l/L}',
          trim: '${path##*/}',
          tail: '${path%/*}',
        }),
        substitute({ v: 'hello', umlaut: 'ä', path: 'a/b/c' }),
      );
      expectEqual(
        await dataOf(bench),
        {
          length: 'n2',
          upper: 'HELLO',
          first: 'Hello',
          part: 'ell',
          past: '<>',
          replace: 'heLlo',
          all: 'heLLo',
          trim: 'c',
          tail: 'a/b',
        },
        'data',
      );
    },
  },
  {
    name: 'KS-27 DB-4 an expression with a negative length is a failed build, and others go on',
    async run(bench) {
      await bench.start(expressions({ a: '${v}' }), substitute({ v: 'x' }));
      await bench.ready();
      await failsWith(
        bench,
        '${v:1:-1}',
        /post build failed for .*\$\{v:1:-1\}/,
      );
    },
  },
];
