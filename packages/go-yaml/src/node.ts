/** What a node is; the words are those of the YAML representation graph. */
export type NodeKind = 'document' | 'mapping' | 'sequence' | 'scalar' | 'alias';

/**
 * How a node was or shall be written; flags that may be combined, as
 * yaml.v3 combines them (`Style.Tagged | Style.Double`). 0 leaves the choice
 * to the emitter: block collections, plain scalars quoted only where needed.
 */
export const Style = {
  /** The tag is written out (`!!str 5`). */
  Tagged: 1,
  Double: 2,
  Single: 4,
  Literal: 8,
  Folded: 16,
  /** `{a: b}` and `[a, b]`. */
  Flow: 32,
} as const;

/**
 * One node of a YAML document with everything that is needed to write it
 * again as it was: comments, style, tag, anchor and position.
 *
 * Comments hold their `#` and are newline-separated. `headComment` stands on
 * the lines before the node, `lineComment` behind it, `footComment` after it
 * and before an empty line. Comments of a mapping pair hang on its key.
 */
export interface YamlNode {
  kind: NodeKind;
  /** Short tag (`!!str`, `!local`); `''` means: to be resolved from the value. */
  tag: string;
  /** Text of a scalar, anchor name of an alias. */
  value: string;
  /** Anchor without `&`; `''` for none. */
  anchor: string;
  /** Flags of {@link Style}. */
  style: number;
  /** document: its root; mapping: key, value, key, value…; sequence: items. */
  content: YamlNode[];
  /** The node that an alias stands for. */
  alias?: YamlNode;
  headComment: string;
  lineComment: string;
  footComment: string;
  /** 1-based; 0 for a node made in memory. */
  line: number;
  /** 1-based, in characters; 0 for a node made in memory. */
  column: number;
}

/** Makes a node of `kind`; what is not given is empty. */
export function createNode(
  kind: NodeKind,
  fields: Partial<Omit<YamlNode, 'kind'>> = {},
): YamlNode {
  return {
    kind,
    tag: fields.tag ?? '',
    value: fields.value ?? '',
    anchor: fields.anchor ?? '',
    style: fields.style ?? 0,
    content: fields.content ?? [],
    alias: fields.alias,
    headComment: fields.headComment ?? '',
    lineComment: fields.lineComment ?? '',
    footComment: fields.footComment ?? '',
    line: fields.line ?? 0,
    column: fields.column ?? 0,
  };
}
