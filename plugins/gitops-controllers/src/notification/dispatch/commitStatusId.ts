import { CelExpression } from '@backstage-gitops/kube';
import type { Alert, Provider } from '@backstage-gitops/plugin-gitops-common';
import { isCommitStatusType } from '../alerts/routeEvent';
import type { FluxEvent } from '../FluxEvent';
import { lowerCase } from '../providers/eventTexts';
import { ProviderError } from '../providers/ProviderError';

const MAX_EXPRESSIONS = 100;
const compiled = new Map<string, CelExpression>();

function compile(text: string): CelExpression {
  const known = compiled.get(text);
  if (known) return known;
  const variables = ['event', 'alert', 'provider'];
  const expression = new CelExpression(text, { variables, result: 'any' });
  if (compiled.size >= MAX_EXPRESSIONS) compiled.clear();
  compiled.set(text, expression);
  return expression;
}

function evaluate(
  text: string,
  variables: Readonly<Record<string, unknown>>,
): string {
  const refuse = (why: string) =>
    new ProviderError(
      'settings',
      `failed to create commit status: failed to evaluate the spec.commitStatusExpr CEL expression for the event: ${why}`,
    );
  let value: unknown;
  try {
    value = compile(text).evaluateAny(variables);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  if (typeof value === 'string') return value;
  throw refuse(`'${text}' gives no text`);
}

/**
 * Id of the commit status of an event: that of `spec.commitStatusExpr`, else
 * `kind/name/<first group of the provider's UID>` in lower case. Empty for types
 * that set none.
 * @throws ProviderError - `settings`: the expression fails
 */
export function commitStatusIdOf(
  event: FluxEvent,
  alert: Alert,
  provider: Provider,
): string {
  const { spec, metadata } = provider;
  if (!isCommitStatusType(spec.type)) return '';
  if (spec.commitStatusExpr) {
    return evaluate(spec.commitStatusExpr, { event, alert, provider });
  }
  const { kind, name = '' } = event.involvedObject;
  const group = (metadata.uid ?? '').split('-')[0];
  return lowerCase(`${kind}/${name}/${group}`);
}
