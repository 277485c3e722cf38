import type { Statement } from '@backstage-gitops/plugin-gitops-common';
import type { Presenter } from '../presenters';
import { REASON_RULES } from './reasonRules';
import { shorten } from './shorten';

/** More of a message is not looked at: the API allows 32,768 characters. */
const MAX_READ = 4_000;

/** The two fields of a condition from which a statement is made. */
interface Reason {
  readonly reason: string;
  readonly message: string;
}

/**
 * States the reason of a condition: by the rules of the kind, then by those of
 * all kinds; a reason that neither knows is passed on as it is.
 */
export function stateReason(
  { statements = {} }: Pick<Presenter, 'statements'>,
  { reason, message: whole }: Reason,
): Statement {
  const message = whole.slice(0, MAX_READ);
  // The reason comes from an object, and `constructor` is no rule.
  for (const rules of [statements, REASON_RULES]) {
    if (Object.hasOwn(rules, reason)) return rules[reason](message);
  }
  return {
    code: 'controllerMessage',
    params: { reason, message: shorten(message) },
  };
}
