import {
  LabelSelectorError,
  parseLabelSelector,
  StalledError,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  imagePolicyKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImageUpdateAutomationSpec } from '@backstage-gitops/plugin-gitops-common';
import { Reason } from '../reasons';
import type { PolicyImage } from '../setters';
import type { ImagePolicy, ImageUpdateAutomationContext } from '../types';

type Selector = NonNullable<ImageUpdateAutomationSpec['policySelector']>;
type Requirement = NonNullable<Selector['matchExpressions']>[number];

function refuse(why: string): StalledError {
  return new StalledError(
    Reason.invalidPolicySelector,
    `failed to parse policy selector: ${why}`,
  );
}

function toText({ key, operator, values = [] }: Requirement): string {
  const list = `(${values.join(',')})`;
  switch (operator) {
    case 'In':
      return `${key} in ${list}`;
    case 'NotIn':
      return `${key} notin ${list}`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      throw refuse(`"${operator}" is not a valid label selector operator`);
  }
}

/**
 * A selector as the API server takes it.
 * @throws StalledError - InvalidPolicySelector
 */
function formatSelector({
  matchLabels = {},
  matchExpressions = [],
}: Selector): string {
  const text = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(toText),
  ].join(',');
  try {
    parseLabelSelector(text);
    return text;
  } catch (error) {
    if (error instanceof LabelSelectorError) throw refuse(error.message);
    throw error;
  }
}

/**
 * The images that the policies of the automation's namespace have chosen, by
 * the names of the policies.
 * @throws StalledError - InvalidPolicySelector
 */
export async function readPolicies(
  ctx: ImageUpdateAutomationContext,
): Promise<PolicyImage[]> {
  const { policySelector } = ctx.object.spec;
  const { namespace = '' } = ctx.key;
  const labelSelector = policySelector && formatSelector(policySelector);
  const { items } = await ctx.client.list<ImagePolicy>(
    { apiVersion: apiVersionOf(imagePolicyKind), kind: imagePolicyKind.kind },
    {
      namespace,
      signal: ctx.signal,
      ...(labelSelector ? { labelSelector } : {}),
    },
  );
  return items.flatMap(({ metadata, status }) => {
    const { latestRef } = status ?? {};
    if (!latestRef) return [];
    const { name, tag, digest } = latestRef;
    const policy = metadata.name ?? '';
    return [{ namespace, policy, name, tag, ...(digest ? { digest } : {}) }];
  });
}

/** The images as `status.observedPolicies` has them. */
export function observe(images: readonly PolicyImage[]) {
  return Object.fromEntries(
    images.map(({ policy, name, tag, digest }) => [
      policy,
      { name, tag, ...(digest ? { digest } : {}) },
    ]),
  );
}
