import { CelError, CelExpression, StalledError } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';

/** Reason of a CEL expression that is wrong. */
const INVALID_CEL_EXPRESSION = 'InvalidCELExpression';

/** Before what is wrong with a spec. */
export const TERMINAL_FAILURE =
  'Reconciliation failed terminally due to configuration error: ';

/** What a readyExpr knows. */
const VARIABLES = ['self', 'dep'];

/**
 * Why a dependency is not ready by its expression; undefined when it is.
 * @throws StalledError - the expression is wrong, or needs too much time
 */
export function whyExprNotReady(
  expression: string,
  key: string,
  self: KubeObject,
  dep: KubeObject,
): string | undefined {
  try {
    const ready = new CelExpression(expression, { variables: VARIABLES });
    return ready.evaluate({ self, dep })
      ? undefined
      : `dependency '${key}' is not ready according to readyExpr eval`;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    if (error.code === 'evaluation') return error.message;
    const why = `failed to evaluate dependency ${dep.metadata.name}: ${error.message}`;
    throw new StalledError(
      INVALID_CEL_EXPRESSION,
      `${TERMINAL_FAILURE}terminal error: ${why}`,
      { cause: error },
    );
  }
}
