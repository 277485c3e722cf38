/**
 * A source of choices: the same seed gives the same choices on every machine,
 * so that a failure can be repeated. The functions may be taken out of the
 * object.
 */
export class Random {
  /** @param seed - a whole number, or a text */
  constructor(seed: number | string);

  /** 0 ≤ number < 1. */
  next: () => number;
  /** A whole number, 0 ≤ number < limit. */
  below: (limit: number) => number;
  /** A whole number, least ≤ number ≤ most. */
  between: (least: number, most: number) => number;
  /** True in that share of calls (0 to 1). */
  chance: (share: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  /** Between `least` and `most` different members of a list. */
  some: <T>(list: readonly T[], least: number, most: number) => T[];
  /** A value of `[weight, value]` pairs. */
  weighted: <T>(choices: readonly (readonly [number, T])[]) => T;
  /** `count` results of `make`. */
  times: <T>(count: number, make: (index: number) => T) => T[];
  bytes: (length: number) => Uint8Array;
}
