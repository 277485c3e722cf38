import { callValue } from '../builtins/callValue';
import { BUILTINS } from '../builtins/builtins';
import type { Frame } from '../exec/frame';
import { quoteGo } from '../format/quote';
import { printNode } from '../parse/printNode';
import type { IdentifierNode, Node } from '../parse/nodes';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { isTrue, stringOf, typeOf } from '../values/reflect';
import type { CallArguments } from './fields';
import { callFunction, failCall } from './invoke';
import { EvaluateCommand, Final, NO_FINAL } from './types';

/**
 * Compiles a call of a function by name.
 * @param node - the node that `error calling x` is reported at
 */
export function compileCall(
  word: IdentifierNode,
  node: Node,
  args: CallArguments,
): EvaluateCommand {
  const { name } = word;
  return (frame, final) => {
    const { execution } = frame;
    execution.budget.spend(1);
    frame.node = word;
    const custom = execution.findFunction(name);
    if (custom) {
      return callFunction(frame, custom, { name, node, args, final });
    }
    switch (name) {
      case 'and':
      case 'or':
        return shortCircuit(frame, name, args, final);
      case 'call':
        return callByValue(frame, node, args, final);
      default:
    }
    const builtin = BUILTINS.get(name);
    return builtin
      ? callFunction(frame, builtin, { name, node, args, final })
      : frame.fail(`${quoteGo(name)} is not a defined function`);
  };
}

/** `and` and `or` evaluate only as many arguments as they need. */
function shortCircuit(
  frame: Frame,
  name: 'and' | 'or',
  args: CallArguments,
  final: Final,
): GoValue {
  const { evaluators } = args;
  if (evaluators.length === 0 && final === NO_FINAL) {
    frame.fail(`wrong number of args for ${name}: want at least 1 got 0`);
  }
  let value: GoValue;
  for (let i = 0; i < evaluators.length; i++) {
    value = evaluators[i](frame, GoTypes.reflectValue);
    if (isTrue(value) === (name === 'or')) {
      return value;
    }
  }
  return final === NO_FINAL ? value : final;
}

/** What Go's reflect shows of a piped value. */
function pipedName(value: GoValue): string {
  const text = stringOf(value);
  if (text !== undefined) {
    return text;
  }
  return value === undefined
    ? '<invalid Value>'
    : `<${typeOf(value).name} Value>`;
}

/** `call f args…`: calls a function that is a value. */
function callByValue(
  frame: Frame,
  node: Node,
  args: CallArguments,
  final: Final,
): GoValue {
  const { evaluators, operands } = args;
  const piped = final === NO_FINAL ? [] : [final];
  if (evaluators.length + piped.length === 0) {
    frame.fail('wrong number of args for call: want at least 1 got 0');
  }
  const values = [
    ...evaluators.map(evaluate => evaluate(frame, GoTypes.reflectValue)),
    ...piped,
  ];
  const callee =
    operands.length > 0 ? printNode(operands[0]) : pipedName(piped[0]);
  try {
    return callValue(callee, values, frame.execution);
  } catch (error) {
    return failCall(frame, { name: 'call', node }, error);
  }
}
