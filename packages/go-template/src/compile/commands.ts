import type { CommandNode, OperandNode } from '../parse/nodes';
import { compileArgument } from './arguments';
import { compileCall } from './calls';
import { CallArguments, NO_ARGUMENTS } from './fields';
import {
  compileChain,
  compileField,
  compileLiteral,
  compileVariable,
  refuseArguments,
} from './operands';
import type { CompilePipe, EvaluateCommand } from './types';

/** Compiles one command of a pipeline: an operand, a field, or a call. */
export function compileCommand(
  node: CommandNode,
  compilePipe: CompilePipe,
): EvaluateCommand {
  const [word, ...rest] = node.args;
  const args: CallArguments =
    rest.length === 0
      ? NO_ARGUMENTS
      : {
          operands: rest,
          evaluators: rest.map(arg => compileArgument(arg, compilePipe)),
        };
  switch (word.kind) {
    case 'field':
      return compileField(word, args);
    case 'variable':
      return compileVariable(word, args);
    case 'chain':
      return compileChain(word, compilePipe, args);
    case 'identifier':
      return compileCall(word, node, args);
    default:
      return compileOperand(word, rest.length > 0, compilePipe);
  }
}

function compileOperand(
  word: OperandNode,
  hasArguments: boolean,
  compilePipe: CompilePipe,
): EvaluateCommand {
  if (word.kind === 'pipe') {
    const evaluate = compilePipe(word);
    return (frame, final) => {
      refuseArguments(frame, word, hasArguments, final);
      return evaluate(frame);
    };
  }
  const evaluate = compileLiteral(word);
  return (frame, final) => {
    frame.node = word;
    refuseArguments(frame, word, hasArguments, final);
    return evaluate(frame);
  };
}
