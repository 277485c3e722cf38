import { quoteGo } from '../format/quote';
import type { CommandNode, Node, OperandNode, PipeNode } from './nodes';

/** A node as Go prints it in `executing "x" at <…>`. */
export function printNode(node: Node): string {
  switch (node.kind) {
    case 'bool':
      return String(node.value);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'string':
      return node.quoted;
    case 'number':
      return node.text;
    case 'field':
      return node.names.map(name => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.fields].join('.');
    case 'chain':
      return [printOperand(node.node), ...node.names].join('.');
    case 'identifier':
      return node.name;
    case 'command':
      return printCommand(node);
    case 'pipe':
      return printPipe(node);
    case 'text':
      return node.text;
    case 'action':
      return `{{${printPipe(node.pipe)}}}`;
    case 'template': {
      const argument = node.pipe ? ` ${printPipe(node.pipe)}` : '';
      return `{{template ${quoteGo(node.name)}${argument}}}`;
    }
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'list':
      return node.nodes.map(printNode).join('');
    default: {
      const otherwise = node.elseList
        ? `{{else}}${printNode(node.elseList)}`
        : '';
      return `{{${node.kind} ${printPipe(node.pipe)}}}${printNode(
        node.list,
      )}${otherwise}{{end}}`;
    }
  }
}

function printOperand(node: OperandNode): string {
  return node.kind === 'pipe' ? `(${printPipe(node)})` : printNode(node);
}

function printCommand(node: CommandNode): string {
  return node.args.map(printOperand).join(' ');
}

function printPipe(node: PipeNode): string {
  const names = node.declarations.map(declared => declared.name).join(', ');
  const sign = node.isAssign ? '=' : ':=';
  const prefix = names ? `${names} ${sign} ` : '';
  return prefix + node.commands.map(printCommand).join(' | ');
}
