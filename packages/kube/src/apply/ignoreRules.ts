import {
  KubeObject,
  ManagedFieldsEntry,
  UnstructuredObject,
} from '../api/types';
import { equalJson } from '../status/mergePatch';

/** Paths of one kind of object in which differences do not matter. */
export interface IgnoreRule {
  /** RFC 6901 pointers, such as `/spec/replicas`. */
  readonly paths: readonly string[];
  /** True for the objects that the rule is about. */
  readonly matches: (object: KubeObject) => boolean;
}

/** Segments of a JSON pointer. */
function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function childOf(value: unknown, segment: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[segment];
}

/** The value at a JSON pointer, or undefined. */
function valueAt(object: unknown, pointer: string): unknown {
  return segmentsOf(pointer).reduce<unknown>(childOf, object);
}

/** Sets or, with undefined, removes the value at a pointer whose parent exists. */
function setValueAt(object: unknown, pointer: string, value: unknown): void {
  const segments = segmentsOf(pointer);
  const last = segments.pop();
  const parent = segments.reduce<unknown>(childOf, object);
  if (last === undefined || typeof parent !== 'object' || parent === null)
    return;
  if (Array.isArray(parent)) {
    if (value === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = value;
    return;
  }
  if (value === undefined) delete (parent as Record<string, unknown>)[last];
  else (parent as Record<string, unknown>)[last] = value;
}

/** Pointers that rules ignore on this object. */
export function ignoredPaths(
  object: KubeObject,
  rules: readonly IgnoreRule[],
): string[] {
  return rules.filter(rule => rule.matches(object)).flatMap(rule => rule.paths);
}

/** Copy of an object without the values at the pointers. */
export function withoutPaths(
  object: UnstructuredObject,
  pointers: readonly string[],
): UnstructuredObject {
  if (pointers.length === 0) return object;
  const copy = structuredClone(object);
  for (const pointer of pointers) setValueAt(copy, pointer, undefined);
  return copy;
}

/** True when an applier other than `owner` owns the field at the pointer. */
function hasOtherApplier(
  live: KubeObject,
  pointer: string,
  owner: string,
): boolean {
  const segments = segmentsOf(pointer);
  const owns = (entry: ManagedFieldsEntry): boolean => {
    let fields: unknown = entry.fieldsV1;
    let value: unknown = live;
    for (const segment of segments) {
      value = childOf(value, segment);
      fields = /^\d+$/.test(segment)
        ? itemFields(fields, value)
        : childOf(fields, `f:${segment}`);
      if (fields === undefined) return false;
    }
    return true;
  };
  return (live.metadata.managedFields ?? []).some(
    entry =>
      entry.operation === 'Apply' &&
      !entry.subresource &&
      entry.manager !== owner &&
      owns(entry),
  );
}

/** Fields of the list item whose merge keys (`k:{…}`) fit the value. */
function itemFields(fields: unknown, value: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return undefined;
  for (const [key, found] of Object.entries(fields)) {
    if (!key.startsWith('k:')) continue;
    const keys = JSON.parse(key.slice(2)) as Record<string, unknown>;
    const isMatch = Object.entries(keys).every(([name, expected]) =>
      equalJson(childOf(value, name), expected),
    );
    if (isMatch) return found;
  }
  return undefined;
}

/**
 * The object to apply where ignored paths differ: a field that another applier
 * owns is left out, any other takes the live value.
 */
export function respectIgnored(
  desired: UnstructuredObject,
  live: UnstructuredObject,
  dryRun: UnstructuredObject,
  pointers: readonly string[],
  owner: string,
): UnstructuredObject {
  const differing = pointers.filter(
    pointer => !equalJson(valueAt(live, pointer), valueAt(dryRun, pointer)),
  );
  if (differing.length === 0) return desired;
  const result = structuredClone(desired);
  for (const pointer of differing) {
    const keep = hasOtherApplier(live, pointer, owner)
      ? undefined
      : valueAt(live, pointer);
    setValueAt(result, pointer, keep);
  }
  return result;
}
