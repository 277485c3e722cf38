import { CelError, CelExpression } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import type { ReceiverSpec } from '@backstage-gitops/plugin-gitops-common';
import { headerOf } from '../call';
import type { Call, Verified } from '../call';
import { decodeFirstObject } from '../decodeJson';
import { isJsonContent } from '../mediaType';
import { WebhookError } from '../WebhookError';
import { CallBudget } from './CallBudget';

/** Whether an object is meant by a call. @throws WebhookError - `filter` */
export type ResourceFilter = (object: KubeObject) => boolean;

/**
 * Reads an expression over `res`, `req` and, for generic-oidc, `claims`.
 * @throws CelError - it can't be read, or does not yield true or false
 */
export function compileFilter(
  text: string,
  { type }: Pick<ReceiverSpec, 'type'>,
): CelExpression {
  const claims = type === 'generic-oidc' ? ['claims'] : [];
  return new CelExpression(text, {
    variables: ['res', 'req', ...claims],
    numbers: 'double',
  });
}

function failed(error: unknown): unknown {
  return error instanceof CelError || error instanceof WebhookError
    ? new WebhookError('filter', error.message, { cause: error })
    : error;
}

function compile(text: string, spec: ReceiverSpec): CelExpression {
  try {
    return compileFilter(text, spec);
  } catch (error) {
    throw failed(error);
  }
}

/** What expressions read as `req`: empty unless the body is JSON. */
function requestOf(call: Call, { body }: Verified) {
  if (!isJsonContent(headerOf(call, 'Content-Type'))) return {};
  try {
    return decodeFirstObject(body, 'the body of the request');
  } catch (error) {
    throw failed(error);
  }
}

/** Names and labels of an object, as expressions read it. */
function metadataOf({ apiVersion, kind, metadata }: KubeObject) {
  return { apiVersion, kind, metadata: { ...metadata } };
}

/**
 * The filter of each entry of `spec.resources`: `spec.resourceFilter` and its
 * own `filter` both have to hold. Undefined where there is none.
 * @throws WebhookError - `filter`, also where a body of JSON can't be read
 */
export function createResourceFilters(
  spec: ReceiverSpec,
  call: Call,
  verified: Verified,
): readonly (ResourceFilter | undefined)[] {
  const texts = spec.resources.map(({ filter }) =>
    [spec.resourceFilter, filter].filter(text => !!text),
  );
  if (texts.every(({ length }) => length === 0))
    return texts.map(() => undefined);
  const req = requestOf(call, verified);
  const budget = new CallBudget();
  const known = new Map<string, CelExpression>();
  const read = (text = '') => {
    const expression = known.get(text) ?? compile(text, spec);
    known.set(text, expression);
    return expression;
  };
  return texts.map(both => {
    const expressions = both.map(read);
    if (expressions.length === 0) return undefined;
    return object => {
      const variables = {
        ...{ res: metadataOf(object), req },
        ...(verified.claims ? { claims: verified.claims } : {}),
      };
      try {
        return budget.spend(own =>
          expressions.every(item => item.evaluate(variables, own)),
        );
      } catch (error) {
        throw failed(error);
      }
    };
  });
}
