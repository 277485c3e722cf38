import { RE2JS } from 're2js';
import type { Budget } from '../evaluate/Budget';
import { Fault } from '../values/Fault';

/** Longer patterns are refused: compiling takes time. */
export const MAX_PATTERN_LENGTH = 1_000;
const MAX_CACHED = 100;
/** Compiling an instruction takes about 2 µs, a step of one about 10 ns. */
const STEPS_PER_INSTRUCTION = 20;
const INSTRUCTIONS_PER_STEP = 10;

/** Regular expressions of RE2, compiled once. */
export class Patterns {
  readonly #compiled = new Map<string, RE2JS>();

  /**
   * Compiles a pattern and charges for matching it against a text.
   * @returns a fault for a pattern that RE2 refuses
   */
  compile(pattern: string, text: string, budget: Budget): RE2JS | Fault {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      return new Fault(
        `error parsing regexp: pattern is longer than ${MAX_PATTERN_LENGTH}`,
      );
    }
    budget.step(1 + pattern.length / INSTRUCTIONS_PER_STEP);
    const compiled = this.#compiled.get(pattern) ?? this.#add(pattern);
    if (compiled instanceof Fault) return compiled;
    const size = compiled.programSize();
    budget.stepOnce(pattern, size * STEPS_PER_INSTRUCTION);
    budget.step((text.length * size) / INSTRUCTIONS_PER_STEP);
    return compiled;
  }

  #add(pattern: string): RE2JS | Fault {
    try {
      const compiled = RE2JS.compile(pattern);
      if (this.#compiled.size >= MAX_CACHED) this.#compiled.clear();
      this.#compiled.set(pattern, compiled);
      return compiled;
    } catch (error) {
      return new Fault(error instanceof Error ? error.message : String(error));
    }
  }
}
