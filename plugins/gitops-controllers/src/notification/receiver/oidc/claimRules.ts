import { CelBudget, CelError, CelExpression } from '@backstage-gitops/kube';
import type { ReceiverSpec } from '@backstage-gitops/plugin-gitops-common';
import { WebhookError } from '../WebhookError';
import type { Claims } from './jwt';

/** An entry of `spec.oidcProviders`. */
export type OidcProvider = NonNullable<ReceiverSpec['oidcProviders']>[number];

const VARIABLES = ['claims', 'vars'];

interface Rules {
  readonly variables: readonly {
    readonly name: string;
    readonly expression: CelExpression;
  }[];
  readonly validations: readonly {
    readonly message: string;
    readonly expression: CelExpression;
  }[];
}

function compile(
  text: string,
  what: string,
  result: 'bool' | 'any',
): CelExpression {
  try {
    return new CelExpression(text, {
      variables: VARIABLES,
      numbers: 'double',
      result,
    });
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    throw new WebhookError(
      'filter',
      `invalid expression for ${what}: ${error.message}`,
      { cause: error },
    );
  }
}

/**
 * Reads the expressions of a provider.
 * @throws WebhookError - `filter`
 */
export function compileRules(provider: OidcProvider): Rules {
  const { variables = [], validations } = provider;
  return {
    variables: variables.map(({ name, expression }) => ({
      name,
      expression: compile(
        expression,
        `variable ${JSON.stringify(name)}`,
        'any',
      ),
    })),
    validations: validations.map(({ message, expression }) => ({
      message,
      expression: compile(
        expression,
        `validation ${JSON.stringify(message)}`,
        'bool',
      ),
    })),
  };
}

function evaluateRules(provider: OidcProvider, claims: Claims) {
  const { variables, validations } = compileRules(provider);
  const budget = new CelBudget();
  const vars: Record<string, unknown> = {};
  const values = { claims, vars };
  for (const { name, expression } of variables) {
    vars[name] = expression.evaluateAny(values, budget);
  }
  return validations.filter(
    ({ expression }) => !expression.evaluate(values, budget),
  );
}

/**
 * Checks the claims of a verified token; all expressions share one budget.
 * @throws WebhookError - `unauthorized`, with the messages of what does not
 *   hold, or with what failed
 */
export function requireClaims(provider: OidcProvider, claims: Claims): void {
  let failed: readonly { readonly message: string }[];
  try {
    failed = evaluateRules(provider, claims);
  } catch (error) {
    const isKnown = error instanceof CelError || error instanceof WebhookError;
    if (!isKnown) throw error;
    throw new WebhookError('unauthorized', error.message, { cause: error });
  }
  if (failed.length > 0) {
    const messages = failed.map(({ message }) => message).join('; ');
    throw new WebhookError('unauthorized', `token refused: ${messages}`);
  }
}
