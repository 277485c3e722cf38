import { weigh } from '../exec/weigh';
import { Frame } from '../exec/frame';
import { quoteGo } from '../format/quote';
import { sprint } from '../format/printf';
import { printNode } from '../parse/printNode';
import type {
  ActionNode,
  BranchNode,
  ListNode,
  PipeNode,
  StatementNode,
  TemplateCallNode,
} from '../parse/nodes';
import { GoFunction } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import { isTrue, typeOf } from '../values/reflect';
import { compilePipe } from './pipes';
import { compileRange } from './ranges';
import type { Execute } from './types';

/** Compiles the statements between two clauses. */
export function compileList(list: ListNode): Execute {
  const steps = list.nodes.map(compileStatement);
  if (steps.length === 1) {
    return steps[0];
  }
  return frame => {
    for (let i = 0; i < steps.length; i++) {
      const signal = steps[i](frame);
      if (signal !== 'next') {
        return signal;
      }
    }
    return 'next';
  };
}

/** Compiles statements when they first run: many branches of a chart never do. */
function compileOnDemand(list: ListNode): Execute {
  let body: Execute | undefined;
  return frame => {
    body ??= compileList(list);
    return body(frame);
  };
}

function compileStatement(node: StatementNode): Execute {
  switch (node.kind) {
    case 'text': {
      const { text } = node;
      return frame => {
        frame.write(text);
        return 'next';
      };
    }
    case 'action':
      return compileAction(node);
    case 'template':
      return compileCall(node);
    case 'range':
      return compileRange(node, compileOnDemand);
    case 'if':
    case 'with':
      return compileCondition(node);
    default: {
      const signal = node.kind;
      return () => signal;
    }
  }
}

/** `{{"text"}}` and {{`{{`}}, of which charts with alert rules are full. */
function constantText({ declarations, commands }: PipeNode) {
  const [{ args }] = commands;
  const isAlone =
    declarations.length === 0 && commands.length === 1 && args.length === 1;
  return isAlone && args[0].kind === 'string' ? args[0].value : undefined;
}

function compileConstant(text: string): Execute {
  return frame => {
    frame.execution.budget.spend(1);
    frame.write(text);
    return 'next';
  };
}

function compileAction(node: ActionNode): Execute {
  const text = constantText(node.pipe);
  if (text !== undefined) {
    return compileConstant(text);
  }
  const evaluate = compilePipe(node.pipe);
  const isSilent = node.pipe.declarations.length > 0;
  return frame => {
    frame.execution.budget.spend(1);
    frame.node = node;
    const value = evaluate(frame);
    if (!isSilent) {
      print(frame, node, value);
    }
    return 'next';
  };
}

function print(frame: Frame, node: ActionNode, value: GoValue): void {
  if (typeof value === 'string') {
    frame.write(value);
  } else if (value === undefined || value === null) {
    frame.write('<no value>');
  } else if (value instanceof GoFunction) {
    frame.node = node;
    frame.fail(`can't print ${printNode(node)} of type ${typeOf(value).name}`);
  } else {
    weigh(value, frame.execution);
    frame.write(sprint([value]));
  }
}

function compileCondition(node: BranchNode): Execute {
  const evaluate = compilePipe(node.pipe);
  const list = compileOnDemand(node.list);
  const elseList = node.elseList && compileOnDemand(node.elseList);
  const setsDot = node.kind === 'with';
  return frame => {
    frame.node = node;
    const value = evaluate(frame);
    if (isTrue(value)) {
      return setsDot ? withDot(frame, value, false, list) : list(frame);
    }
    return elseList ? elseList(frame) : 'next';
  };
}

/** Runs statements with another dot; `isInterface` see {@link Frame.isDotInterface}. */
function withDot(
  frame: Frame,
  dot: GoValue,
  isInterface: boolean,
  list: Execute,
) {
  const outer = frame.dot;
  const wasInterface = frame.isDotInterface;
  frame.dot = dot;
  frame.isDotInterface = isInterface;
  const signal = list(frame);
  frame.dot = outer;
  frame.isDotInterface = wasInterface;
  return signal;
}

function compileCall(node: TemplateCallNode): Execute {
  const evaluate = node.pipe && compilePipe(node.pipe);
  return frame => {
    const { execution } = frame;
    execution.budget.spend(1);
    frame.node = node;
    const found = execution.set.find(node.name);
    if (!found) {
      return frame.fail(`template ${quoteGo(node.name)} not defined`);
    }
    const { maxDepth } = execution.budget.limits;
    if (frame.depth >= maxDepth) {
      return frame.fail(`exceeded maximum template depth (${maxDepth})`);
    }
    const dot = evaluate?.(frame);
    const template = execution.compile(found);
    const inner = new Frame(template, execution, dot, frame.depth + 1);
    template.body(inner);
    frame.output += inner.output;
    return 'next';
  };
}
