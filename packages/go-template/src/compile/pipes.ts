import type { PipeNode, VariableNode } from '../parse/nodes';
import type { GoValue } from '../values/goValue';
import type { Frame } from '../exec/frame';
import { compileCommand } from './commands';
import { Evaluate, NO_FINAL } from './types';

/**
 * Compiles a pipeline. Its value is never an interface: one that holds nil
 * becomes Go's invalid value, as text/template does after each command.
 */
export function compilePipe(node: PipeNode): Evaluate {
  const commands = node.commands.map(command =>
    compileCommand(command, compilePipe),
  );
  const assign = compileDeclarations(node);
  const [first, ...rest] = commands;
  return frame => {
    frame.node = node;
    let value = first(frame, NO_FINAL) ?? undefined;
    for (let i = 0; i < rest.length; i++) {
      value = rest[i](frame, value) ?? undefined;
    }
    assign?.(frame, value);
    return value;
  };
}

function compileDeclarations(
  node: PipeNode,
): ((frame: Frame, value: GoValue) => void) | undefined {
  const { declarations } = node;
  if (declarations.length === 0) {
    return undefined;
  }
  return (frame, value) => {
    for (const variable of declarations) {
      setVariable(frame, variable, value);
    }
  };
}

function setVariable(frame: Frame, variable: VariableNode, value: GoValue) {
  if (variable.isUnknown) {
    frame.fail(`undefined variable: ${variable.name}`);
  }
  frame.variables[variable.slot] = value;
  frame.interfaceSlots[variable.slot] = false;
}
