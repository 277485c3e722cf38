import { withShortUnicodeNames } from '@backstage-gitops/go-template';
import { RE2JS } from 're2js';
import { messageOf } from '../errors';
import { SchemaError } from './schemaError';

/** Instructions of a pattern that take as long as a small schema does. */
const STEPS_PER_CHECK = 2_000;

/** Go's regular expressions, each compiled once. */
export class PatternCompiler {
  private readonly compiled = new Map<string, RE2JS>();

  /** True when the pattern matches somewhere in the text. */
  matches(pattern: string, text: string): boolean {
    return this.compile(pattern).matcher(text).find();
  }

  /** What a match takes, in checks of a value by a schema: it grows with pattern times text. */
  cost(pattern: string, text: string): number {
    const steps = this.compile(pattern).programSize() * text.length;
    return 1 + steps / STEPS_PER_CHECK;
  }

  /** Why a text is no pattern, as Go words it; undefined when it is one. */
  problem(pattern: string): string | undefined {
    try {
      this.compile(pattern);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  private compile(pattern: string): RE2JS {
    let expression = this.compiled.get(pattern);
    if (!expression) {
      try {
        expression = RE2JS.compile(withShortUnicodeNames(pattern));
      } catch (error) {
        throw new SchemaError(messageOf(error));
      }
      this.compiled.set(pattern, expression);
    }
    return expression;
  }
}
