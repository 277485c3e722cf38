import type { GoValue } from '../values/goValue';
import type { Environment } from './environment';

/** What a template function may use besides its arguments. */
export interface CallContext {
  readonly environment: Environment;
  /** Executes a template of the set by name and returns its output (for `include`). */
  include(name: string, data: GoValue): string;
  /** Parses and executes text in a copy of the set (for `tpl`). */
  executeText(text: string, data: GoValue): string;
  /** Counts work and ends the execution when a limit is reached. */
  spend(steps: number): void;
  /** Ends the execution when a text of that many characters would be over the limit. */
  allowText(characters: number): void;
}
