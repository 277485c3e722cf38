import type { Check } from '../evaluate';
import { fault, type Fault } from '../fault';
import { formatCount } from '../formatNumber';
import { canonicalText, isList, type JsonValue } from '../jsonValue';
import { compact, limitText } from './objectFaults';

type JsonList = readonly JsonValue[];

/** Faults of a list: counts, equal items, items, `contains`. */
export function arrayFaults(check: Check, value: JsonList): Fault[] {
  return [
    ...countFaults(check, value),
    ...uniqueFaults(check, value),
    ...(check.resource.draft < 2020
      ? legacyItemFaults(check, value)
      : itemFaults(check, value)),
    ...(check.resource.draft < 6 ? [] : containsFaults(check, value)),
  ];
}

function countFaults({ schema, path }: Check, value: JsonList): Fault[] {
  const faults: Fault[] = [];
  const min = schema.get('minItems');
  const max = schema.get('maxItems');
  if (typeof min === 'number' && value.length < min) {
    faults.push(fault(path, limitText('minItems', value.length, min)));
  }
  if (typeof max === 'number' && value.length > max) {
    faults.push(fault(path, limitText('maxItems', value.length, max)));
  }
  return faults;
}

function uniqueFaults({ schema, path }: Check, value: JsonList): Fault[] {
  if (schema.get('uniqueItems') !== true) {
    return [];
  }
  const indexes = new Map<string, number>();
  for (const [second, item] of value.entries()) {
    const text = canonicalText(item);
    const first = indexes.get(text);
    if (first !== undefined) {
      const pair = `${formatCount(first)} and ${formatCount(second)}`;
      return [fault(path, `items at ${pair} are equal`)];
    }
    indexes.set(text, second);
  }
  return [];
}

function legacyItemFaults(check: Check, value: JsonList): Fault[] {
  const items = check.schema.get('items');
  if (items === undefined) {
    return [];
  }
  if (!isList(items)) {
    return eachItem(check, value, () => items);
  }
  const faults = eachItem(check, value.slice(0, items.length), i => items[i]);
  const additional = check.schema.get('additionalItems');
  const rest = value.slice(items.length);
  if (additional === false && rest.length > 0) {
    faults.push(
      fault(
        check.path,
        `last ${formatCount(rest.length)} additionalItem(s) not allowed`,
      ),
    );
  } else if (additional !== undefined && additional !== false) {
    faults.push(...eachItem(check, rest, () => additional));
    value.forEach((_, index) => check.seen.add(String(index)));
  }
  return faults;
}

function itemFaults(check: Check, value: JsonList): Fault[] {
  const prefix = check.schema.get('prefixItems');
  const items = check.schema.get('items');
  const first = isList(prefix) ? prefix : [];
  const faults = eachItem(
    check,
    value.slice(0, first.length),
    index => first[index],
  );
  if (items !== undefined) {
    faults.push(...eachItem(check, value.slice(first.length), () => items));
    value.forEach((_, index) => check.seen.add(String(index)));
  }
  return faults;
}

/** The index that a fault shows counts from the first item of `values`, as in Helm. */
function eachItem(
  check: Check,
  values: JsonList,
  schemaAt: (index: number) => JsonValue,
): Fault[] {
  return values.flatMap((item, index) => {
    check.seen.add(String(index));
    return compact(check.child(schemaAt(index), item, String(index)));
  });
}

function containsFaults(check: Check, value: JsonList): Fault[] {
  const { schema, path, seen } = check;
  const contains = schema.get('contains');
  if (contains === undefined) {
    return [];
  }
  const causes: Fault[] = [];
  const matched: number[] = [];
  value.forEach((item, index) => {
    const found = check.child(contains, item, String(index));
    if (found) {
      causes.push(found);
    } else {
      matched.push(index);
      if (check.resource.draft >= 2020) {
        seen.add(String(index));
      }
    }
  });
  return countMatches(check, matched, causes).map(([text, inner]) =>
    fault(path, text, inner),
  );
}

function countMatches(
  { schema, resource }: Check,
  matched: readonly number[],
  causes: readonly Fault[],
): [string, readonly Fault[]][] {
  const results: [string, readonly Fault[]][] = [];
  const isCounting = resource.draft >= 2019;
  const min = isCounting ? schema.get('minContains') : undefined;
  const max = isCounting ? schema.get('maxContains') : undefined;
  if (typeof min === 'number') {
    if (matched.length < min) {
      const found =
        matched.length === 0
          ? 'none matched'
          : `matched ${matched.length} items at ${matched.join(' ')}`;
      results.push([
        `min ${formatCount(
          min,
        )} items required to match contains schema, but ${found}`,
        causes,
      ]);
    }
  } else if (matched.length === 0) {
    results.push(['no items match contains schema', causes]);
  }
  if (typeof max === 'number' && matched.length > max) {
    results.push([
      `max ${formatCount(
        max,
      )} items required to match contains schema, but matched ${
        matched.length
      } items at ${matched.join(' ')}`,
      [],
    ]);
  }
  return results;
}
