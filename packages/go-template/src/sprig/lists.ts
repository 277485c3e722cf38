import { weighing } from '../exec/weigh';
import { GoError } from '../errors';
import type { CallContext } from '../exec/callContext';
import { GoFunction, goFunction } from '../values/goFunction';
import { GoSlice } from '../values/goCollections';
import { GoInt, goInt, goInteger } from '../values/goInt';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { toInt64 } from '../values/cast';
import {
  asPartOf,
  capacityOf,
  elementsInCapacity,
  extendedCapacity,
  withCapacity,
} from '../values/capacity';
import { deepEqual } from '../values/deepEqual';
import { elementsOf, isEmpty, kindOf, typeOf } from '../values/reflect';
import { Definitions, nilDereference, numberOf, runtimeError } from './define';

/** The elements of a list parameter; `action` words the error for other values. */
function listOf(
  value: GoValue,
  action: string,
  context: CallContext,
): readonly GoValue[] {
  if (value === null || value === undefined) {
    throw nilDereference();
  }
  const elements = elementsOf(value);
  if (!elements) {
    throw new GoError(`${action} ${kindOf(value)}`);
  }
  context.spend(elements.length);
  return elements;
}

function nilList(): GoValue {
  return new GoSlice(GoTypes.slice, [], true);
}

function unlessEmpty(
  list: readonly GoValue[],
  result: (list: readonly GoValue[]) => GoValue[],
): GoValue {
  return list.length === 0 ? nilList() : result(list);
}

/** A function of one list. */
function ofList(
  action: string,
  body: (list: readonly GoValue[]) => GoValue,
): GoFunction {
  return goFunction('any', ([value], context) =>
    body(listOf(value, action, context)),
  );
}

function unique(list: readonly GoValue[], context: CallContext): GoValue[] {
  const kept: GoValue[] = [];
  const texts = new Set<string>();
  for (const item of list) {
    if (typeof item === 'string') {
      if (!texts.has(item)) {
        texts.add(item);
        kept.push(item);
      }
    } else {
      context.spend(kept.length);
      if (!kept.some(other => deepEqual(item, other))) {
        kept.push(item);
      }
    }
  }
  return kept;
}

function chunk(size: number, list: readonly GoValue[]): GoValue {
  if (size <= 0) {
    throw runtimeError('makeslice: len out of range');
  }
  const chunks: GoValue[] = [];
  for (let at = 0; at < list.length; at += size) {
    chunks.push(withCapacity(list.slice(at, at + size)));
  }
  return withCapacity(new GoSlice(GoTypes.slices, chunks));
}

function slice(
  value: GoValue,
  indexes: readonly GoValue[],
  context: CallContext,
): GoValue {
  const action = 'list should be type of slice or array but';
  const list = listOf(value, action, context);
  if (list.length === 0) {
    return null;
  }
  const start = Number(indexes.length > 0 ? toInt64(indexes[0]) : 0n);
  const end = indexes.length < 2 ? list.length : Number(toInt64(indexes[1]));
  const whole = value as object & GoValue;
  if (start < 0 || end < start || end > capacityOf(whole)) {
    throw new GoError('reflect.Value.Slice: slice index out of bounds');
  }
  const items = elementsInCapacity(whole, start, end, zeroElement(value));
  return asPartOf(listLike(value, items), whole, start);
}

/** What Go's memory holds where nothing was stored. */
function zeroElement(list: GoValue): GoValue {
  switch (typeOf(list).elem?.kind) {
    case 'string':
      return '';
    case 'int':
      return goInt(0);
    case 'uint8':
      return goInteger(GoTypes.uint8, 0n);
    default:
      return null;
  }
}

/** A list of the same type. */
function listLike(
  list: GoValue,
  items: GoValue[],
): GoValue[] | Uint8Array | GoSlice {
  if (list instanceof Uint8Array) {
    return Uint8Array.from(items as GoInt[], byte => byte.toNumber());
  }
  return Array.isArray(list) ? items : new GoSlice(typeOf(list), items);
}

function concat(lists: readonly GoValue[], context: CallContext): GoValue {
  const joined = lists.flatMap(value => {
    if (value !== null && value !== undefined && !elementsOf(value)) {
      throw new GoError(`Cannot concat type ${kindOf(value)} as list`);
    }
    return listOf(value, 'Cannot concat type', context);
  });
  return joined.length === 0 ? nilList() : joined;
}

function has(needle: GoValue, haystack: GoValue, context: CallContext) {
  return (
    haystack !== null &&
    haystack !== undefined &&
    listOf(haystack, 'Cannot find has on type', context).some(item =>
      deepEqual(needle, item),
    )
  );
}

const list = goFunction('...any', values => withCapacity([...values]));
const append = goFunction('any, any', ([value, item], context) => {
  const items = [...listOf(value, 'Cannot push on type', context), item];
  const { length } = items;
  const capacity = extendedCapacity(GoTypes.slice, length - 1, length);
  return withCapacity(items, capacity);
});
const prepend = goFunction('any, any', ([value, item], context) => {
  const items = [item, ...listOf(value, 'Cannot prepend on type', context)];
  const capacity = extendedCapacity(GoTypes.slice, 1, items.length);
  return withCapacity(items, capacity);
});
const first = ofList('Cannot find first on type', items => items[0] ?? null);
const last = ofList(
  'Cannot find last on type',
  items => items[items.length - 1] ?? null,
);
const rest = ofList('Cannot find rest on type', items =>
  unlessEmpty(items, some => withCapacity(some.slice(1))),
);
const initial = ofList('Cannot find initial on type', items =>
  unlessEmpty(items, some => withCapacity(some.slice(0, -1))),
);
const reverse = ofList('Cannot find reverse on type', items =>
  withCapacity([...items].reverse()),
);
const compact = ofList('Cannot compact on type', items =>
  items.filter(item => !isEmpty(item)),
);
const uniq = goFunction('any', ([value], context) =>
  unique(listOf(value, 'Cannot find uniq on type', context), context),
);
const without = goFunction('any, ...any', ([value, ...omitted], context) =>
  listOf(value, 'Cannot find without on type', context).filter(
    item => !omitted.some(other => deepEqual(other, item)),
  ),
);
const hasItem = goFunction('any, any', ([needle, haystack], context) =>
  has(needle, haystack, context),
);
const sliceList = goFunction('any, ...any', ([value, ...indexes], context) =>
  slice(value, indexes, context),
);
const chunkList = goFunction('int, any', ([size, value], context) =>
  chunk(numberOf(size), listOf(value, 'Cannot chunk type', context)),
);

/** Sprig's list functions. All of them make new lists. */
export const listFunctions: Definitions = {
  tuple: list,
  list,
  append,
  push: append,
  mustAppend: append,
  mustPush: append,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  compact,
  mustCompact: compact,
  ...weighing({
    uniq,
    mustUniq: uniq,
    without,
    mustWithout: without,
    has: hasItem,
    mustHas: hasItem,
  }),
  slice: sliceList,
  mustSlice: sliceList,
  chunk: chunkList,
  mustChunk: chunkList,
  concat: goFunction(
    '...any',
    (lists, context) => concat(lists, context),
    'interface {}',
  ),
};
