import type { Target } from '../Target';
import type { Bench } from './Bench';

/**
 * One case of the controllers: what somebody writes, and what they get to see.
 * The name begins with the numbers of what it shows, such as `KS-39 KS-40`,
 * from which docs/parity.md is made.
 */
export interface Statement {
  readonly name: string;
  run(bench: Bench): Promise<void>;
  /** Why the case can't hold on a target. */
  readonly skip?: Partial<Record<Target['name'], string>>;
}
