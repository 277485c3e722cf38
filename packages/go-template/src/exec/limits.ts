/** Bounds of one execution. Every one of them ends it with a GoTemplateError of code `LIMIT_…`. */
export interface Limits {
  /** Actions, loop rounds and calls. Default 50,000,000. */
  readonly maxSteps: number;
  /** Nested template and include calls. Default 100,000 (Go's own bound); the JavaScript stack may end earlier. */
  readonly maxDepth: number;
  /** Characters written, all included templates together. Default 256 Mi. */
  readonly maxOutput: number;
  /** Milliseconds by the clock that was passed in; 0 = no limit. Default 0. */
  readonly timeoutMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxSteps: 50_000_000,
  maxDepth: 100_000,
  maxOutput: 256 * 1024 * 1024,
  timeoutMs: 0,
};
