import { printNode } from '../parse/printNode';
import type {
  ChainNode,
  FieldNode,
  IdentifierNode,
  NumberNode,
  OperandNode,
  VariableNode,
} from '../parse/nodes';
import type { Frame } from '../exec/frame';
import { GoComplex } from '../values/goComplex';
import { goInt } from '../values/goInt';
import type { GoValue } from '../values/goValue';
import { compileCall } from './calls';
import { CallArguments, evaluateChain, NO_ARGUMENTS } from './fields';
import { CompilePipe, EvaluateCommand, Final, NO_FINAL } from './types';

/** A literal or dot as a value of its natural type. */
export function compileLiteral(word: OperandNode): (frame: Frame) => GoValue {
  switch (word.kind) {
    case 'bool':
    case 'string': {
      const { value } = word;
      return () => value;
    }
    case 'dot':
      return frame => frame.dot;
    case 'number':
      return compileNumber(word);
    default:
      return frame => frame.fail('nil is not a command');
  }
}

function compileNumber(word: NumberNode): (frame: Frame) => GoValue {
  const { text, int, float, complex } = word;
  if (complex) {
    const { real, imaginary } = complex;
    return () => new GoComplex(real, imaginary);
  }
  const isHex = /^0[xX]/.test(text) && !/[pP]/.test(text);
  if (!isHex && !text.startsWith("'") && /[.eEpP]/.test(text)) {
    return () => float;
  }
  if (int === undefined) {
    return frame => frame.fail(`${text} overflows int`);
  }
  const value = goInt(int);
  return () => value;
}

/** Compiles `.a.b` with arguments for a method at its end. */
export function compileField(
  word: FieldNode,
  args: CallArguments = NO_ARGUMENTS,
): EvaluateCommand {
  const chain = { node: word, names: word.names, args };
  return (frame, final) => {
    frame.node = word;
    return evaluateChain(frame, chain, frame.dot, frame.isDotInterface, final);
  };
}

/** Compiles `$x` and `$x.a.b`. */
export function compileVariable(
  word: VariableNode,
  args: CallArguments = NO_ARGUMENTS,
): EvaluateCommand {
  const { slot, fields: names } = word;
  if (word.isUnknown) {
    return frame => {
      frame.node = word;
      return frame.fail(`undefined variable: ${word.name}`);
    };
  }
  if (names.length === 0) {
    return (frame, final) => {
      frame.node = word;
      refuseArguments(frame, word, args.operands.length > 0, final);
      return frame.variables[slot];
    };
  }
  const chain = { node: word, names, args };
  return (frame, final) => {
    frame.node = word;
    return evaluateChain(
      frame,
      chain,
      frame.variables[slot],
      frame.interfaceSlots[slot] === true,
      final,
    );
  };
}

/** Compiles `(pipeline).a.b` and `function.a.b`. */
export function compileChain(
  word: ChainNode,
  compilePipe: CompilePipe,
  args: CallArguments = NO_ARGUMENTS,
): EvaluateCommand {
  const { node, names } = word;
  const evaluate =
    node.kind === 'pipe' ? compilePipe(node) : compileChainFunction(node);
  const chain = { node: word, names, args };
  return (frame, final) => {
    frame.node = node;
    const receiver = evaluate(frame);
    const isInterface = node.kind === 'identifier' && givesAny(frame, node);
    return evaluateChain(frame, chain, receiver, isInterface, final);
  };
}

/** A pipeline takes its result out of the interface, a name alone does not. */
function givesAny(frame: Frame, { name }: IdentifierNode): boolean {
  return frame.execution.findFunction(name)?.result === 'interface {}';
}

function compileChainFunction(node: OperandNode): (frame: Frame) => GoValue {
  if (node.kind !== 'identifier') {
    throw new TypeError(`a chain can't start with ${node.kind}`);
  }
  const call = compileCall(node, node, NO_ARGUMENTS);
  return frame => call(frame, NO_FINAL);
}

/** Fails when a word that is no function is given arguments or a piped value. */
export function refuseArguments(
  frame: Frame,
  word: OperandNode,
  hasArguments: boolean,
  final: Final,
): void {
  if (hasArguments || final !== NO_FINAL) {
    const shown = word.kind === 'pipe' ? printNode(word) : printNode(word);
    frame.fail(`can't give argument to non-function ${shown}`);
  }
}
