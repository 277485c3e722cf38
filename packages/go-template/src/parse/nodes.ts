/** Nodes of a parsed template. `position` is an index into the text of the file. */
interface NodeBase {
  readonly position: number;
}

export interface BoolNode extends NodeBase {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface DotNode extends NodeBase {
  readonly kind: 'dot';
}
export interface NilNode extends NodeBase {
  readonly kind: 'nil';
}
export interface StringNode extends NodeBase {
  readonly kind: 'string';
  /** As written, with its quotes. */
  readonly quoted: string;
  readonly value: string;
}
/** A number; Go lets one literal be several types, so each reading is kept. */
export interface NumberNode extends NodeBase {
  readonly kind: 'number';
  readonly text: string;
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: { readonly real: number; readonly imaginary: number };
}
export interface FieldNode extends NodeBase {
  readonly kind: 'field';
  readonly names: readonly string[];
}
export interface VariableNode extends NodeBase {
  readonly kind: 'variable';
  /** With its `$`. */
  readonly name: string;
  readonly fields: readonly string[];
  /** Index of the variable in the frame of its template. */
  readonly slot: number;
  /** True for a name that the parser accepts but that has no value yet: using it is an error. */
  readonly isUnknown: boolean;
}
export interface ChainNode extends NodeBase {
  readonly kind: 'chain';
  readonly node: OperandNode;
  readonly names: readonly string[];
}
export interface IdentifierNode extends NodeBase {
  readonly kind: 'identifier';
  readonly name: string;
}
export interface CommandNode extends NodeBase {
  readonly kind: 'command';
  readonly args: readonly OperandNode[];
}
export interface PipeNode extends NodeBase {
  readonly kind: 'pipe';
  readonly isAssign: boolean;
  readonly declarations: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}
export type OperandNode =
  | BoolNode
  | DotNode
  | NilNode
  | StringNode
  | NumberNode
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | PipeNode;

export interface TextNode extends NodeBase {
  readonly kind: 'text';
  readonly text: string;
}
export interface ActionNode extends NodeBase {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}
export interface BranchNode extends NodeBase {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList?: ListNode;
}
export interface TemplateCallNode extends NodeBase {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe?: PipeNode;
}
export interface LoopControlNode extends NodeBase {
  readonly kind: 'break' | 'continue';
}
export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly nodes: readonly StatementNode[];
}
export type StatementNode =
  | TextNode
  | ActionNode
  | BranchNode
  | TemplateCallNode
  | LoopControlNode;
export type Node = StatementNode | ListNode | OperandNode | CommandNode;
