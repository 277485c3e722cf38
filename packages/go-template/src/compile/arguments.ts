import type { Frame } from '../exec/frame';
import { printNode } from '../parse/printNode';
import type { NilNode, NumberNode, OperandNode } from '../parse/nodes';
import { goInteger } from '../values/goInt';
import {
  GoType,
  GoTypes,
  isSignedKind,
  isUnsignedKind,
} from '../values/goType';
import type { GoValue } from '../values/goValue';
import { canBeNil, validateType, zeroValue } from './assign';
import { compileCall } from './calls';
import { NO_ARGUMENTS } from './fields';
import {
  compileChain,
  compileField,
  compileLiteral,
  compileVariable,
} from './operands';
import { CompilePipe, Evaluate, EvaluateArgument, NO_FINAL } from './types';

/** Compiles one argument of a call. */
export function compileArgument(
  node: OperandNode,
  compilePipe: CompilePipe,
): EvaluateArgument {
  switch (node.kind) {
    case 'nil':
      return (frame, type) => nilArgument(frame, node, type);
    case 'bool':
    case 'string':
    case 'number':
      return compileConstant(node);
    default: {
      const evaluate = compileDynamic(node, compilePipe);
      return (frame, type) => {
        frame.node = node;
        return validateType(frame, evaluate(frame), type);
      };
    }
  }
}

function compileDynamic(node: OperandNode, compilePipe: CompilePipe): Evaluate {
  switch (node.kind) {
    case 'field': {
      const field = compileField(node);
      return frame => field(frame, NO_FINAL);
    }
    case 'variable': {
      const variable = compileVariable(node);
      return frame => variable(frame, NO_FINAL);
    }
    case 'chain': {
      const chain = compileChain(node, compilePipe);
      return frame => chain(frame, NO_FINAL);
    }
    case 'identifier': {
      const call = compileCall(node, node, NO_ARGUMENTS);
      return frame => call(frame, NO_FINAL);
    }
    case 'pipe':
      return compilePipe(node);
    default:
      return frame => frame.dot;
  }
}

function nilArgument(frame: Frame, node: NilNode, type: GoType): GoValue {
  frame.node = node;
  return canBeNil(type)
    ? zeroValue(type)
    : frame.fail(`cannot assign nil to ${type.name}`);
}

function compileConstant(node: OperandNode): EvaluateArgument {
  const literal = compileLiteral(node);
  return (frame, type) => {
    frame.node = node;
    if (type === GoTypes.any || type === GoTypes.reflectValue) {
      return literal(frame);
    }
    return constantOfType(frame, node, type);
  };
}

function constantOfType(
  frame: Frame,
  node: OperandNode,
  type: GoType,
): GoValue {
  const { kind } = type;
  switch (kind) {
    case 'bool':
      return node.kind === 'bool'
        ? node.value
        : frame.fail(`expected bool; found ${printNode(node)}`);
    case 'string':
      return node.kind === 'string'
        ? node.value
        : frame.fail(`expected string; found ${printNode(node)}`);
    case 'float64':
      return node.kind === 'number' && node.float !== undefined
        ? node.float
        : frame.fail(`expected float; found ${printNode(node)}`);
    default:
  }
  if (isSignedKind(kind)) {
    return integerConstant(frame, node, type, 'int', 'integer');
  }
  if (isUnsignedKind(kind)) {
    return integerConstant(frame, node, type, 'uint', 'unsigned integer');
  }
  return frame.fail(
    `can't handle ${printNode(node)} for arg of type ${type.name}`,
  );
}

function integerConstant(
  frame: Frame,
  node: OperandNode,
  type: GoType,
  reading: keyof Pick<NumberNode, 'int' | 'uint'>,
  what: string,
): GoValue {
  const value = node.kind === 'number' ? node[reading] : undefined;
  return value === undefined
    ? frame.fail(`expected ${what}; found ${printNode(node)}`)
    : goInteger(type, value);
}
