import { equalJson } from '@backstage-gitops/kube';
import type { JsonPatchOperation } from '../types';
import { goJsonLength, isPlainKey } from './goJsonLength';

/** An operation, and what it costs as JSON text. */
interface Counted {
  readonly operation: JsonPatchOperation;
  readonly length: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Bytes of an operation without its path and value. */
const BASE_LENGTH = '{"op":"","path":""}'.length;
const VALUE_LENGTH = ',"value":'.length;

/** How differences become operations. */
interface CompareOptions {
  /**
   * Paths at which several operations never become one that replaces the
   * whole. Default none.
   */
  readonly keepApart?: readonly string[];
}

/** `text` as a segment of a JSON pointer. */
function segment(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for two values of one JSON type, null being one. */
function isComparable(a: unknown, b: unknown): boolean {
  return (
    typeof a === typeof b &&
    Array.isArray(a) === Array.isArray(b) &&
    (a === null) === (b === null)
  );
}

class Comparison {
  constructor(private readonly keepApart: readonly string[]) {}

  /** @param length - of the target's JSON; 0 where Flux does not find it in its text */
  compare(
    path: string,
    source: unknown,
    target: unknown,
    length: number,
  ): Counted[] {
    if (!isComparable(source, target)) return [replace(path, target, length)];
    if (equalJson(source, target)) return [];
    if (Array.isArray(source) && Array.isArray(target)) {
      const within = length > 0;
      return this.#cheaper(path, target, length, [
        ...this.#compareItems(path, source, target, within),
      ]);
    }
    if (isFields(source) && isFields(target)) {
      const within = length > 0;
      return this.#cheaper(path, target, length, [
        ...this.#compareFields(path, source, target, within),
      ]);
    }
    return [replace(path, target, length)];
  }

  /** The operations, or one that replaces the whole where that is shorter. */
  #cheaper(
    path: string,
    target: unknown,
    length: number,
    operations: Counted[],
  ): Counted[] {
    if (this.keepApart.includes(path)) return operations;
    const commas = Math.max(0, operations.length - 1);
    const apart = operations.reduce((sum, one) => sum + one.length, commas);
    const whole = replace(path, target, length);
    return apart > whole.length ? [whole] : operations;
  }

  *#compareFields(
    path: string,
    source: Fields,
    target: Fields,
    within: boolean,
  ): Generator<Counted> {
    const keys = new Set([...Object.keys(source), ...Object.keys(target)]);
    for (const key of [...keys].sort(compareBytes)) {
      const below = `${path}/${segment(key)}`;
      if (!Object.hasOwn(target, key)) yield remove(below);
      else if (!Object.hasOwn(source, key)) yield add(below, target[key]);
      else {
        const value = target[key];
        const length = within && isPlainKey(key) ? goJsonLength(value) : 0;
        yield* this.compare(below, source[key], value, length);
      }
    }
  }

  /** Items by position; those beyond the shorter list come or go at its end. */
  *#compareItems(
    path: string,
    source: readonly unknown[],
    target: readonly unknown[],
    within: boolean,
  ): Generator<Counted> {
    const shared = Math.min(source.length, target.length);
    for (let i = shared; i < source.length; i++)
      yield remove(`${path}/${shared}`);
    for (let i = 0; i < shared; i++) {
      const length = within ? goJsonLength(target[i]) : 0;
      yield* this.compare(`${path}/${i}`, source[i], target[i], length);
    }
    for (let i = shared; i < target.length; i++)
      yield add(`${path}/-`, target[i]);
  }
}

/** Order of texts by their UTF-8 bytes, as Go sorts them. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function replace(path: string, value: unknown, length: number): Counted {
  return counted({ op: 'replace', path, value }, VALUE_LENGTH + length);
}

/** The value of an addition costs nothing: so Flux counts. */
function add(path: string, value: unknown): Counted {
  return counted({ op: 'add', path, value }, VALUE_LENGTH);
}

function remove(path: string): Counted {
  return counted({ op: 'remove', path }, 0);
}

function counted(operation: JsonPatchOperation, more: number): Counted {
  const { op, path } = operation;
  const length = BASE_LENGTH + op.length + Buffer.byteLength(path) + more;
  return { operation, length };
}

/**
 * The operations that make one object another. Several operations become one
 * that replaces what they are in where its JSON text is shorter, as in the
 * diffs of Flux, whose counts people read.
 * @see github.com/wI2L/jsondiff v0.6, Rationalize
 */
export function compareJson(
  source: Fields,
  target: Fields,
  { keepApart = [] }: CompareOptions = {},
): JsonPatchOperation[] {
  return new Comparison(keepApart)
    .compare('', source, target, goJsonLength(target))
    .map(({ operation }) => operation);
}
