import { GoTemplateError, GoTemplateErrorCode } from '../errors';
import type { Limits } from './limits';

const STEPS_BETWEEN_CLOCK_READS = 4096;

/** Counts the work of one execution and ends it at a limit. */
export class Budget {
  private steps = 0;
  private written = 0;
  private nextClockRead = 0;
  private readonly deadline: number;

  constructor(readonly limits: Limits, private readonly now: () => number) {
    this.deadline = limits.timeoutMs > 0 ? now() + limits.timeoutMs : Infinity;
  }

  /** @throws GoTemplateError - codes LIMIT_STEPS and LIMIT_TIME */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.limits.maxSteps) {
      throw limitError(
        'LIMIT_STEPS',
        `more than ${this.limits.maxSteps} steps`,
      );
    }
    if (this.deadline !== Infinity && this.steps >= this.nextClockRead) {
      this.nextClockRead = this.steps + STEPS_BETWEEN_CLOCK_READS;
      if (this.now() > this.deadline) {
        throw limitError(
          'LIMIT_TIME',
          `longer than ${this.limits.timeoutMs} ms`,
        );
      }
    }
  }

  /** @throws GoTemplateError - code LIMIT_OUTPUT */
  write(characters: number): void {
    this.written += characters;
    if (this.written > this.limits.maxOutput) {
      throw limitError(
        'LIMIT_OUTPUT',
        `more than ${this.limits.maxOutput} characters of output`,
      );
    }
  }

  /** Refuses a text of that size before it is built. */
  allow(characters: number): void {
    if (this.written + characters > this.limits.maxOutput) {
      this.write(characters);
    }
  }
}

/** The error that ends an execution at a limit. */
export function limitError(
  code: GoTemplateErrorCode,
  what: string,
): GoTemplateError {
  return new GoTemplateError(code, `template execution stopped: ${what}`);
}
