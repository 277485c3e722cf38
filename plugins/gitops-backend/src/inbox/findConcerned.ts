import type { AuthService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { formatObjectRef } from '@backstage-gitops/plugin-gitops-common';
import type { PresentedNode } from '../graph/ClusterGraph';
import { namedEntities } from '../graph/keys';
import { matchEntity, type MatchOptions } from '../matching/matchEntity';

/** More entities of one owner are not looked at. */
const MAX_ENTITIES = 500;

interface ConcernedOptions extends MatchOptions {
  readonly auth: AuthService;
  readonly catalog: CatalogService;
}

/**
 * The entities that an object belongs to: it agrees to them, by itself or by
 * app-config, and they name it. What only one of the two says would let anybody
 * write into the inbox of others.
 */
export async function findConcerned(
  node: PresentedNode,
  options: ConcernedOptions,
): Promise<Entity[]> {
  const key = formatObjectRef(node.ref);
  const candidates = await findCandidates(node, options);
  return candidates.filter(entity => {
    const match = matchEntity(entity, options).matches.get(key);
    return match?.isAgreedByObject && match.isNamedByEntity;
  });
}

/** Entities to which the object may agree. */
async function findCandidates(
  { object, ref }: PresentedNode,
  { agreements, auth, catalog }: ConcernedOptions,
): Promise<Entity[]> {
  const credentials = await auth.getOwnServiceCredentials();
  const rules = agreements.filter(
    ({ cluster = ref.cluster, namespace }) =>
      cluster === ref.cluster && namespace === ref.namespace,
  );
  const entityRefs = [
    ...namedEntities(object),
    ...rules.flatMap(({ entity }) => entity ?? []),
  ];
  const owners = rules.flatMap(({ owner }) => owner ?? []);
  const [named, owned] = await Promise.all([
    entityRefs.length > 0
      ? catalog.getEntitiesByRefs({ entityRefs }, { credentials })
      : { items: [] },
    owners.length > 0
      ? catalog.getEntities(
          { filter: { 'relations.ownedBy': owners }, limit: MAX_ENTITIES },
          { credentials },
        )
      : { items: [] },
  ]);
  return [...named.items.flatMap(entity => entity ?? []), ...owned.items];
}
