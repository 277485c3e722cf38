import type { Entity } from '@backstage/catalog-model';

/** Kinds of entities that GitOps objects can belong to. */
const KINDS = ['component', 'resource', 'system', 'api'];

/** Whether the tab and the card make sense on an entity; the empty state teaches how to start. */
export function isGitOpsAvailable(entity: Entity): boolean {
  return KINDS.includes(entity.kind.toLowerCase());
}
