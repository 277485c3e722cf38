import { sortPairs } from '../evaluate/comprehensions';
import type { Budget } from '../evaluate/Budget';
import { listContains } from '../values/equality';
import { Fault } from '../values/Fault';
import type { Result, Value } from '../values/Value';
import { ArrayList, CelList } from '../values/Value';
import type { Library } from './Library';
import { fn, method } from './Library';

const ITEM_BYTES = 8;
const COMPARABLE = [
  ...['int', 'uint', 'double', 'bool', 'duration', 'timestamp'],
  ...['string', 'bytes'],
];

function copyOf(list: Value, budget: Budget): Value[] {
  const { size } = list as CelList;
  budget.allocate(size * ITEM_BYTES);
  budget.step(size / ITEM_BYTES);
  return [...(list as CelList)];
}

function slice([value, start, stop]: readonly Value[], budget: Budget): Result {
  const list = value as CelList;
  const [from, to] = [start as bigint, stop as bigint];
  const call = `cannot slice(${from}, ${to})`;
  if (from < 0n || to < 0n) {
    return new Fault(`${call}, negative indexes not supported`);
  }
  if (from > to) {
    return new Fault(
      `${call}, start index must be less than or equal to end index`,
    );
  }
  if (list.size < to) return new Fault(`${call}, list is length ${list.size}`);
  return new ArrayList(copyOf(list, budget).slice(Number(from), Number(to)));
}

function flattenInto(
  items: Value[],
  list: CelList,
  depth: number,
  budget: Budget,
): void {
  for (const item of list) {
    budget.allocate(ITEM_BYTES);
    if (item instanceof CelList && depth > 0) {
      flattenInto(items, item, depth - 1, budget);
    } else items.push(item);
  }
}

function flatten([list, depth = 1n]: readonly Value[], budget: Budget): Result {
  if ((depth as bigint) < 0n) return new Fault('level must be non-negative');
  const items: Value[] = [];
  flattenInto(items, list as CelList, Number(depth), budget);
  return new ArrayList(items);
}

function range([count]: readonly Value[], budget: Budget): Result {
  const size = Number(count);
  if (size <= 0) return new ArrayList([]);
  budget.allocate(size * ITEM_BYTES);
  budget.step(size);
  return new ArrayList(
    Array.from({ length: size }, (_, index) => BigInt(index)),
  );
}

function distinct([list]: readonly Value[], budget: Budget): Result {
  const items: Value[] = [];
  const seen = new ArrayList(items);
  for (const item of list as CelList) {
    budget.allocate(ITEM_BYTES);
    if (!listContains(seen, item, budget)) items.push(item);
  }
  return seen;
}

function sort([list]: readonly Value[], budget: Budget): Result {
  const pairs = copyOf(list, budget).map(item => [item, item] as const);
  return sortPairs({ budget }, pairs);
}

/** The `lists` extension of cel-go: `slice`, `flatten`, `sort`, `sortBy`, `reverse`, `distinct`, `lists.range`. */
export const lists: Library = {
  macros: 'sortBy',
  overloads: [
    method('slice', '(list(T), int, int) list(T)', slice),
    method('flatten', '(list(list(T))) list(T)', flatten),
    method('flatten', '(list(dyn), int) list(dyn)', flatten),
    fn('lists.range', '(int) list(int)', range),
    method(
      'reverse',
      '(list(T)) list(T)',
      ([list], budget) => new ArrayList(copyOf(list, budget).reverse()),
    ),
    method('distinct', '(list(T)) list(T)', distinct),
    ...COMPARABLE.map(type =>
      method('sort', `(list(${type})) list(${type})`, sort),
    ),
  ],
};
