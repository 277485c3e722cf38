import { StalledError } from '@backstage-gitops/kube';
import { TERMINAL_FAILURE } from '../../../dependencies';
import { compileHealthExpressions } from '../../../target/healthExpressions';
import type { HealthExpressions } from '../../../target/healthExpressions';
import type { HelmReleaseContext } from '../types';

const INVALID_CEL_EXPRESSION = 'InvalidCELExpression';

/**
 * Checks what can be wrong before anything is read.
 * @returns the compiled expressions of `spec.healthCheckExprs`, for waits with
 *   the strategy `poller`
 * @throws StalledError - InvalidCELExpression
 */
export function checkSpec({ object }: HelmReleaseContext): HealthExpressions {
  try {
    return compileHealthExpressions(object.spec.healthCheckExprs ?? []);
  } catch (error) {
    const { message } = error as Error;
    throw new StalledError(
      INVALID_CEL_EXPRESSION,
      `${TERMINAL_FAILURE}${message}`,
      { cause: error, eventMessage: message },
    );
  }
}
