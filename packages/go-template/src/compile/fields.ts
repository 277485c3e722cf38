import type { Frame } from '../exec/frame';
import { quoteGo } from '../format/quote';
import type { Node, OperandNode } from '../parse/nodes';
import { GoObject } from '../values/goObject';
import { GoType } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { methodOf } from '../values/methods';
import { mapOf, typeOf } from '../values/reflect';
import { callFunction } from './invoke';
import { EvaluateArgument, Final, NO_FINAL } from './types';

/** The arguments of a command, compiled, with their nodes for messages. */
export interface CallArguments {
  readonly operands: readonly OperandNode[];
  readonly evaluators: readonly EvaluateArgument[];
}

export const NO_ARGUMENTS: CallArguments = { operands: [], evaluators: [] };

/** A chain of names after a receiver; the last one may be a method with arguments. */
interface FieldChain {
  readonly node: Node;
  readonly names: readonly string[];
  readonly args: CallArguments;
}

/**
 * Follows `.a.b.c` from a receiver.
 * @param isInterface - whether the receiver came out of an interface container
 */
export function evaluateChain(
  frame: Frame,
  chain: FieldChain,
  receiver: GoValue,
  isInterface: boolean,
  final: Final,
): GoValue {
  const { names } = chain;
  const last = names.length - 1;
  let value = receiver;
  let fromInterface = isInterface;
  for (let i = 0; i < last; i++) {
    const next = fieldOf(frame, chain.node, value, names[i], fromInterface);
    fromInterface = holdsInterfaces(value);
    value = next;
  }
  const { args } = chain;
  if (args.evaluators.length === 0 && final === NO_FINAL) {
    return fieldOf(frame, chain.node, value, names[last], fromInterface);
  }
  return callMember(frame, chain, value, fromInterface, final);
}

function holdsInterfaces(value: GoValue): boolean {
  return typeOf(value).elem?.kind === 'interface';
}

function staticName(value: GoValue, isInterface: boolean): string {
  return isInterface || value === null ? 'interface {}' : typeOf(value).name;
}

/** The field, map entry or result of the method without arguments. */
function fieldOf(
  frame: Frame,
  node: Node,
  receiver: GoValue,
  name: string,
  isInterface: boolean,
): GoValue {
  if (receiver instanceof Map) {
    const value = receiver.get(name);
    return value === undefined ? missingEntry(frame, receiver, name) : value;
  }
  if (receiver === undefined) {
    if (frame.execution.missingKey === 'error') {
      frame.fail(`nil data; no entry for key ${quoteGo(name)}`);
    }
    return undefined;
  }
  if (receiver === null) {
    return frame.fail(`nil pointer evaluating interface {}.${name}`);
  }
  const method = methodOf(receiver, name);
  if (method) {
    return callFunction(frame, method, {
      name,
      node,
      args: NO_ARGUMENTS,
      final: NO_FINAL,
    });
  }
  return structField(frame, receiver, name, isInterface);
}

function structField(
  frame: Frame,
  receiver: GoValue,
  name: string,
  isInterface: boolean,
): GoValue {
  const map = mapOf(receiver);
  if (map) {
    return map.get(name) ?? missingEntry(frame, receiver, name);
  }
  if (receiver instanceof GoObject && receiver.fields.has(name)) {
    return receiver.fields.get(name);
  }
  return frame.fail(
    `can't evaluate field ${name} in type ${staticName(receiver, isInterface)}`,
  );
}

/** What a map gives for a key that it lacks, by the option `missingkey`. */
function missingEntry(frame: Frame, map: GoValue, name: string): GoValue {
  const entries = mapOf(map);
  if (entries?.has(name)) {
    return null;
  }
  switch (frame.execution.missingKey) {
    case 'error':
      return frame.fail(`map has no entry for key ${quoteGo(name)}`);
    case 'zero':
      return zeroOf(typeOf(map).elem);
    default:
      return undefined;
  }
}

function zeroOf(type: GoType | undefined): GoValue {
  return type?.kind === 'string' ? '' : null;
}

/** The last name with arguments: only methods take them. */
function callMember(
  frame: Frame,
  chain: FieldChain,
  receiver: GoValue,
  isInterface: boolean,
  final: Final,
): GoValue {
  const name = chain.names[chain.names.length - 1];
  if (receiver === undefined || receiver === null) {
    return fieldOf(frame, chain.node, receiver, name, isInterface);
  }
  const method = methodOf(receiver, name);
  if (method) {
    const { node, args } = chain;
    return callFunction(frame, method, { name, node, args, final });
  }
  if (mapOf(receiver)) {
    return frame.fail(`${name} is not a method but has arguments`);
  }
  if (receiver instanceof GoObject && receiver.fields.has(name)) {
    return frame.fail(
      `${name} has arguments but cannot be invoked as function`,
    );
  }
  return structField(frame, receiver, name, isInterface);
}
