import type { RootConfigService } from '@backstage/backend-plugin-api';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { PresentedNode } from '../graph/ClusterGraph';
import { namedEntities } from '../graph/keys';

/**
 * A rule of app-config by which all objects of a namespace agree to entities:
 * to one, or to all of an owner.
 */
export interface Agreement {
  /** Absent: the namespace on every cluster. */
  readonly cluster?: string;
  readonly namespace: string;
  /** Entity reference. */
  readonly entity?: string;
  /** Entity reference of an owner. */
  readonly owner?: string;
}

/**
 * Reads `gitops.portal.agreements`.
 * @throws InputError - a rule that names neither entity nor owner, or both
 */
export function readAgreements(config: RootConfigService): Agreement[] {
  const rules = config.getOptionalConfigArray('gitops.portal.agreements') ?? [];
  return rules.map(rule => {
    const entity = rule.getOptionalString('entity')?.toLocaleLowerCase('en-US');
    const owner = rule.getOptionalString('owner')?.toLocaleLowerCase('en-US');
    if ((entity === undefined) === (owner === undefined)) {
      throw new InputError(
        'gitops.portal.agreements: each rule needs either entity or owner',
      );
    }
    const namespace = rule.getString('namespace');
    const cluster = rule.getOptionalString('cluster');
    return { cluster, namespace, entity, owner };
  });
}

/** Whether the object gives the entity rights to it, by itself or by app-config. */
export function isAgreed(
  node: PresentedNode,
  entity: Entity,
  agreements: readonly Agreement[],
): boolean {
  return (
    isAgreedByConfig(node, entity, agreements) || isNamingEntity(node, entity)
  );
}

/**
 * Whether the entity may also ask the object's source to run. A source in
 * another namespace belongs to others: that the object may read it gives no
 * right to write to it, so it has to agree itself.
 */
export function isSourceAgreed(
  { presenter, object, ref, cluster }: PresentedNode,
  entity: Entity,
  agreements: readonly Agreement[],
): boolean {
  const sourceRef = presenter.sourceRef?.(object);
  if (!sourceRef || sourceRef.namespace === ref.namespace) return true;
  const source = cluster.find(sourceRef);
  return source !== undefined && isAgreed(source, entity, agreements);
}

/** Whether a rule of app-config is about the object and the entity. */
export function isAgreedByConfig(
  { ref }: PresentedNode,
  entity: Entity,
  agreements: readonly Agreement[],
): boolean {
  const owners = ownersOf(entity);
  const entityRef = stringifyEntityRef(entity);
  return agreements.some(
    rule =>
      rule.namespace === ref.namespace &&
      (rule.cluster === undefined || rule.cluster === ref.cluster) &&
      (rule.entity === entityRef ||
        (rule.owner !== undefined && owners.includes(rule.owner))),
  );
}

/**
 * Whether the object names the entity in its own annotation. Labels such as
 * `backstage.io/kubernetes-id` are no agreement: any entity can claim an id.
 */
function isNamingEntity({ object }: PresentedNode, entity: Entity): boolean {
  return namedEntities(object).includes(stringifyEntityRef(entity));
}

/** Entity references of the owners. */
export function ownersOf(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
}
