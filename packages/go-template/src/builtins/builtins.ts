import { weighing } from '../exec/weigh';
import { sprint, sprintf, sprintln } from '../format/printf';
import { FunctionMap, GoFunction, goFunction } from '../values/goFunction';
import { goInt } from '../values/goInt';
import type { GoValue } from '../values/goValue';
import { isTrue, lengthOf, pointedType } from '../values/reflect';
import { GoError } from '../errors';
import { equal, lessThan } from './compare';
import { escapeHtml, escapeJs, escapeQuery } from './escape';
import { indexValue } from './indexValue';
import { sliceValue } from './sliceValue';

function escaper(escape: (text: string) => string) {
  return goFunction(
    '...any',
    values => {
      const [first] = values;
      const isText = values.length === 1 && typeof first === 'string';
      const printable = values.map(value =>
        value === null || value === undefined ? '<no value>' : value,
      );
      return escape(isText ? first : sprint(printable));
    },
    'string',
  );
}

function length(value: GoValue): GoValue {
  if (value === null) {
    throw new GoError('len of nil pointer');
  }
  if (value === undefined) {
    throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  }
  const count = lengthOf(value);
  if (count === undefined) {
    throw new GoError(`len of type ${pointedType(value)}`);
  }
  return goInt(count);
}

const plain: readonly (readonly [string, GoFunction])[] = [
  ['html', escaper(escapeHtml)],
  ['js', escaper(escapeJs)],
  ['urlquery', escaper(escapeQuery)],
  [
    'index',
    goFunction('value, ...value', ([item, ...at]) => indexValue(item, at)),
  ],
  [
    'slice',
    goFunction('value, ...value', ([item, ...at]) => sliceValue(item, at)),
  ],
  ['len', goFunction('value', ([value]) => length(value), 'int')],
  ['not', goFunction('value', ([value]) => !isTrue(value), 'bool')],
  ['print', goFunction('...any', values => sprint(values), 'string')],
  ['println', goFunction('...any', values => sprintln(values), 'string')],
  [
    'printf',
    goFunction(
      'string, ...any',
      ([format, ...values]) => sprintf(format as string, values),
      'string',
    ),
  ],
  ['eq', goFunction('value, ...value', ([a, ...others]) => equal(a, others))],
  ['ne', goFunction('value, value', ([a, b]) => !equal(a, [b]))],
  ['lt', goFunction('value, value', ([a, b]) => lessThan(a, b))],
  [
    'le',
    goFunction('value, value', ([a, b]) => lessThan(a, b) || equal(a, [b])),
  ],
  [
    'gt',
    goFunction('value, value', ([a, b]) => !(lessThan(a, b) || equal(a, [b]))),
  ],
  ['ge', goFunction('value, value', ([a, b]) => !lessThan(a, b))],
];

/** Those that look at parts of their arguments only. */
const LOOKING = ['index', 'slice', 'len', 'not', 'lt', 'le', 'gt', 'ge'];

/** Those that show a value only in an error. */
const COMPARING = ['eq', 'ne'];

function chosen(isChosen: (name: string) => boolean) {
  return Object.fromEntries(plain.filter(([name]) => isChosen(name)));
}

/**
 * The functions of Go's text/template, without `and`, `or` and `call`, which
 * evaluate their arguments in their own way (compile/calls.ts).
 */
export const BUILTINS: FunctionMap = new Map([
  ...plain,
  ...Object.entries(
    weighing(
      chosen(name => COMPARING.includes(name)),
      'pass',
    ),
  ),
  ...Object.entries(
    weighing(chosen(name => ![...LOOKING, ...COMPARING].includes(name))),
  ),
]);
