import { GoTemplateError } from '../errors';
import { quoteGo } from '../format/quote';
import type { Node } from '../parse/nodes';
import { printNode } from '../parse/printNode';
import type { GoValue } from '../values/goValue';
import { byteLength } from '../values/utf8';
import type { CompiledTemplate } from '../compile/compileTemplate';
import type { Execution } from './execution';

/** Where a template's text comes from, for error positions. */
export interface TemplateSource {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly slots: number;
}

/** The state of one template while it runs: dot, variables and current node. */
export class Frame {
  /** The node that an error would be reported at, moved as Go moves it. */
  node: Node | undefined;
  /** True when dot is an element of an interface container: errors then name its type `interface {}`. */
  isDotInterface = false;
  readonly variables: GoValue[];
  /** Slots whose variable came out of an interface container. */
  readonly interfaceSlots: boolean[] = [];
  /** Text written so far. */
  output = '';

  constructor(
    readonly source: CompiledTemplate,
    readonly execution: Execution,
    public dot: GoValue,
    readonly depth: number,
  ) {
    this.variables = new Array(source.slots);
    this.variables[0] = dot;
  }

  write(text: string): void {
    this.output += text;
    this.execution.budget.write(text.length);
  }

  /** Throws an execution error at the current node, worded as Go words it. */
  fail(message: string, cause?: Error): never {
    const { name, file, text } = this.source;
    if (!this.node) {
      throw new GoTemplateError(
        'EXECUTE',
        `template: ${name}: ${message}`,
        undefined,
        cause,
      );
    }
    const before = text.slice(0, this.node.position);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = byteLength(before.slice(lineStart));
    const context = printNode(this.node);
    throw new GoTemplateError(
      'EXECUTE',
      `template: ${file}:${line}:${column}: executing ${quoteGo(
        name,
      )} at <${context}>: ${message}`,
      { file, line, column },
      cause,
    );
  }
}
