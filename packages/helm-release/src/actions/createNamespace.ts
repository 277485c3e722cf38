import { isAlreadyExists } from '@backstage-gitops/kube';
import { createResources } from '../resources/createResources';
import type { Resource } from '../resources/resource';
import { toActionError } from './failures';
import type { ActionContext } from './types';

const TYPE = { apiVersion: 'v1', kind: 'Namespace' };

/**
 * Makes the namespace of a release, labelled with its own name.
 * @throws ActionError - `apply`
 */
export async function createNamespace(
  context: ActionContext,
  name: string,
  serverSideApply: boolean,
): Promise<void> {
  const mapping = await context.client.mapper.find(TYPE, context.signal);
  const resource: Resource = {
    object: {
      ...TYPE,
      metadata: { name, labels: { name } },
      spec: {},
      status: {},
    },
    mapping,
    namespace: '',
    name,
  };
  try {
    await createResources(context, [resource], { serverSideApply });
  } catch (error) {
    if (!isAlreadyExists(error)) throw toActionError(error);
  }
}
