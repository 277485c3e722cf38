import { clauseFault } from '../libraries/format';
import { parseFormat } from '../libraries/formatClauses';
import type { Call, Expression } from '../syntax/ast';
import { isFault } from '../values/Fault';
import type { Checker } from './Checker';

/**
 * Checks a format text that is written out against arguments that are: their
 * number, and the types that can be told without evaluating.
 */
export function checkFormat(checker: Checker, node: Call): void {
  const { target, args } = node;
  const [list] = args;
  const isKnown =
    target?.kind === 'literal' &&
    typeof target.value === 'string' &&
    list?.kind === 'list';
  if (!isKnown) return;
  const values: readonly Expression[] = list.elements.map(item => item.value);
  const clauses = parseFormat(String(target.value), values.length);
  if (isFault(clauses)) {
    checker.report(node.position, clauses.message);
    return;
  }
  for (const clause of clauses) {
    if (typeof clause === 'string') continue;
    const fault = clauseFault(clause, checker.typeOf(values[clause.argument]));
    if (!fault) continue;
    checker.report(values[clause.argument].position, fault.message);
    return;
  }
  const wanted = clauses.filter(clause => typeof clause !== 'string').length;
  if (values.length > wanted) {
    checker.report(
      node.position,
      `too many arguments supplied to string.format (expected ${wanted}, got ${values.length})`,
    );
  }
}
