import type { Frame } from '../exec/frame';
import { printPlain } from '../format/printer';
import type { BranchNode, ListNode } from '../parse/nodes';
import { GoInt, goInt } from '../values/goInt';
import { GoType, isIntegerKind } from '../values/goType';
import type { GoValue } from '../values/goValue';
import {
  elementsOf,
  keyOf,
  mapOf,
  sortedKeys,
  typeOf,
} from '../values/reflect';
import { compilePipe } from './pipes';
import type { Execute, Signal } from './types';

interface Loop {
  readonly body: Execute;
  /** Slot of the index or key variable. */
  readonly indexSlot?: number;
  /** Slot of the element variable. */
  readonly elementSlot?: number;
}

/** Compiles `range` with its `else`. */
export function compileRange(
  node: BranchNode,
  compileList: (list: ListNode) => Execute,
): Execute {
  const evaluate = compilePipe(node.pipe);
  const slots = node.pipe.declarations.map(declared => declared.slot);
  const loop: Loop = {
    body: compileList(node.list),
    indexSlot: slots.length > 1 ? slots[0] : undefined,
    elementSlot: slots[slots.length - 1],
  };
  const elseList = node.elseList && compileList(node.elseList);
  return frame => {
    frame.node = node;
    const value = evaluate(frame);
    const outer = frame.dot;
    const wasInterface = frame.isDotInterface;
    const ran = iterate(frame, loop, value);
    frame.dot = outer;
    frame.isDotInterface = wasInterface;
    return ran || !elseList ? 'next' : elseList(frame);
  };
}

/** Runs the loop; false when there was nothing to iterate over. */
function iterate(frame: Frame, loop: Loop, value: GoValue): boolean {
  if (value === undefined || value === null) {
    return false;
  }
  const type = typeOf(value);
  const isInterface = type.elem?.kind === 'interface';
  const elements = elementsOf(value);
  if (elements) {
    return iterateSlice(frame, loop, elements, isInterface);
  }
  const map = mapOf(value);
  if (map) {
    return iterateMap(frame, loop, map, isInterface);
  }
  if (value instanceof GoInt && isIntegerKind(type.kind)) {
    return iterateInteger(frame, loop, value, type);
  }
  return frame.fail(`range can't iterate over ${printPlain(value)}`);
}

function iterateSlice(
  frame: Frame,
  loop: Loop,
  elements: readonly GoValue[],
  isInterface: boolean,
): boolean {
  const { length } = elements;
  for (let i = 0; i < length; i++) {
    const index = loop.indexSlot === undefined ? undefined : goInt(i);
    if (round(frame, loop, index, elements[i], isInterface) === 'break') {
      break;
    }
  }
  return length > 0;
}

function iterateMap(
  frame: Frame,
  loop: Loop,
  map: Map<string, GoValue>,
  isInterface: boolean,
): boolean {
  const keys = sortedKeys(map);
  const elements = keys.map(key => map.get(key));
  for (let i = 0; i < keys.length; i++) {
    const key = keyOf(map, keys[i]);
    if (round(frame, loop, key, elements[i], isInterface) === 'break') {
      break;
    }
  }
  return keys.length > 0;
}

function iterateInteger(
  frame: Frame,
  loop: Loop,
  count: GoInt,
  type: GoType,
): boolean {
  if (loop.indexSlot !== undefined) {
    frame.fail(
      `can't use ${printPlain(count)} to iterate over more than one variable`,
    );
  }
  for (let i = 0n; i < count.value; i++) {
    const element = new GoInt(type, i);
    if (round(frame, loop, undefined, element, false) === 'break') {
      break;
    }
  }
  return count.value > 0n;
}

function round(
  frame: Frame,
  loop: Loop,
  index: GoValue,
  element: GoValue,
  isInterface: boolean,
): Signal {
  frame.execution.budget.spend(1);
  const { indexSlot, elementSlot } = loop;
  const dot = element === undefined ? null : element;
  if (indexSlot !== undefined) {
    frame.variables[indexSlot] = index;
    frame.interfaceSlots[indexSlot] = false;
  }
  if (elementSlot !== undefined) {
    frame.variables[elementSlot] = dot;
    frame.interfaceSlots[elementSlot] = isInterface;
  }
  frame.dot = dot;
  frame.isDotInterface = isInterface;
  return loop.body(frame);
}
