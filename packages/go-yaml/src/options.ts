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

/** Whose reading applies to values. */
export type DecodeDialect = 'yaml.v3' | 'sigs';

/**
 * Chooses how values are represented. Without hooks null is `null`, integers
 * become `number` where exact and `bigint` beyond 2^53, floats `number`,
 * timestamps their text, mappings plain objects, sequences arrays.
 */
export interface DecodeOptions extends ParseOptions {
  /**
   * `yaml.v3` (default): `yes` and `on` are strings, a key may occur once.
   * `sigs`: as sigs.k8s.io/yaml Unmarshal: YAML 1.1 booleans, the last of
   * several equal keys wins, keys become strings, NaN and infinity are refused.
   */
  dialect?: DecodeDialect;
  /** With `sigs`: refuse keys that occur twice, as UnmarshalStrict does. */
  strict?: boolean;
  /** Called for every integer with its value and its text in the document. */
  int?: (value: bigint | number, text: string) => unknown;
  /** Called for every float (`.inf`, `.nan`, `1e3` included). */
  float?: (value: number, text: string) => unknown;
  /** With `sigs`: called for `.inf` and `.nan`, which are refused otherwise. */
  notFinite?: (value: number) => unknown;
  /** Called for every timestamp. */
  timestamp?: (text: string) => unknown;
  /** Called for every `!!binary` with the decoded bytes; default: the bytes as UTF-8 text. */
  binary?: (bytes: Uint8Array) => unknown;
  /**
   * `map`: mappings become a Map. Or called for every mapping; keys as
   * strings, in the document's order.
   */
  mapping?: 'map' | ((entries: [key: string, value: unknown][]) => unknown);
}

/** How values are written. */
export interface MarshalOptions {
  /**
   * Called for every object that is neither an array, a Map nor a plain
   * object; gives what to write in its place.
   */
  replace?: (value: object) => unknown;
  /** Order of a mapping's keys; default {@link compareKeys}. */
  compareKeys?: (left: string, right: string) => number;
  /** Writes texts as yaml.v2 alone does, without the way through JSON. */
  direct?: boolean;
}
