import { useEntity } from '@backstage/plugin-catalog-react';
import type { EntityName } from '@backstage-gitops/plugin-gitops-common';

/** Name of the entity on whose page this is. */
export function useEntityName(): EntityName {
  const { entity } = useEntity();
  const { name, namespace } = entity.metadata;
  return {
    kind: entity.kind.toLocaleLowerCase('en-US'),
    namespace: namespace ?? 'default',
    name,
  };
}
