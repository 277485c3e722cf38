/** Bounds on what a hostile document may cost. */
export interface ParseOptions {
  /** Largest text in UTF-16 units; default 64 Mi. */
  maxLength?: number;
  /** Deepest nesting of collections; default 10,000 as in yaml.v3. */
  maxDepth?: number;
}

/** How nodes are written. */
export interface EmitOptions {
  /** Columns per level, 2…9; default 4, as yaml.v3; kustomize uses 2. */
  indent?: number;
  /** True writes `- ` of a sequence in a mapping at the column of its key. */
  compactSequences?: boolean;
}

/**
 * Chooses how values are represented. Without hooks integers become `number`
 * where exact and `bigint` beyond 2^53, floats become `number`.
 */
export interface DecodeOptions extends ParseOptions {
  /** Called for every integer with its value and its text in the document. */
  int?: (value: bigint | number, text: string) => unknown;
  /** Called for every float (`.inf`, `.nan`, `1e3` included). */
  float?: (value: number, text: string) => unknown;
  /** Called for every `!!timestamp`; default: the text, as sigs.k8s.io/yaml gives. */
  timestamp?: (text: string) => unknown;
  /** Called for every `!!binary` with the decoded bytes; default: a string of the bytes as UTF-8. */
  binary?: (bytes: Uint8Array) => unknown;
  /**
   * `yaml.v3` (default): YAML 1.1 words `yes`, `on` are strings;
   * `sigs`: as sigs.k8s.io/yaml (yaml.v2) reads: `yes`, `on`, `y`… are booleans where yaml.v2 says so.
   */
  dialect?: 'yaml.v3' | 'sigs';
}
