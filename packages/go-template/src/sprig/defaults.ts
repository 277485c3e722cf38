import { weighing } from '../exec/weigh';
import { goFunction } from '../values/goFunction';
import { deepEqual } from '../values/deepEqual';
import type { GoValue } from '../values/goValue';
import { isEmpty, kindOf, typeOf } from '../values/reflect';
import { Definitions } from './define';

function typeName(value: GoValue): string {
  return value === null || value === undefined ? '<nil>' : typeOf(value).name;
}

/** Sprig's functions about emptiness, choice and types. */
export const defaultFunctions: Definitions = {
  hello: goFunction('', () => 'Hello!'),
  default: goFunction('any, ...any', ([fallback, ...given]) =>
    isEmpty(given[0]) ? fallback : given[0],
  ),
  empty: goFunction('any', ([value]) => isEmpty(value)),
  coalesce: goFunction(
    '...any',
    values => values.find(value => !isEmpty(value)) ?? null,
  ),
  all: goFunction('...any', values => !values.some(isEmpty)),
  any: goFunction('...any', values => values.some(value => !isEmpty(value))),
  ternary: goFunction('any, any, bool', ([yes, no, condition]) =>
    condition ? yes : no,
  ),
  typeOf: goFunction('any', ([value]) => typeName(value)),
  typeIs: goFunction(
    'string, any',
    ([name, value]) => name === typeName(value),
  ),
  typeIsLike: goFunction('string, any', ([name, value]) => {
    const actual = typeName(value);
    return name === actual || `*${name}` === actual;
  }),
  kindOf: goFunction('any', ([value]) => kindOf(value)),
  kindIs: goFunction('string, any', ([name, value]) => name === kindOf(value)),
  ...weighing({
    deepEqual: goFunction('any, any', ([a, b]) => deepEqual(a, b)),
  }),
};
