import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import {
  formatObjectRef,
  type ObjectStatus,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedNode } from '../graph/ClusterGraph';
import { ownersOf } from '../matching/agreements';
import { allOf } from '../redaction/createMask';
import { shorten } from '../statements/shorten';
import { sourcesOf } from '../views/toSummary';

/**
 * What the owners of entities read of an object. Its scope is the object, so
 * that Backstage keeps one item for each and brings it up to date.
 * @param entities - at least one; the link leads to the tab of the first
 */
export function toNotification(
  node: PresentedNode,
  status: ObjectStatus,
  entities: readonly [Entity, ...Entity[]],
): NotificationSendOptions {
  const { cluster, kind, namespace, name } = node.ref;
  const isFailure = status.state === 'Failed';
  const what = isFailure ? 'fails' : 'is well again';
  const mask = allOf([node, ...sourcesOf(node)].map(each => each.mask));
  const raw = [status.reason, status.message].filter(Boolean).join(': ');
  return {
    recipients: { type: 'entity', entityRef: recipientsOf(entities) },
    payload: {
      title: `${kind} ${namespace}/${name} on ${cluster} ${what}`,
      description: shorten(mask(raw)),
      link: linkTo(entities[0], node),
      severity: isFailure ? 'high' : 'normal',
      topic: 'GitOps',
      scope: `gitops:${formatObjectRef(node.ref)}`,
    },
  };
}

/** The owners; an entity without any stands for itself. */
function recipientsOf(entities: readonly Entity[]): string[] {
  const refs = entities.flatMap(entity => {
    const owners = ownersOf(entity);
    return owners.length > 0 ? owners : [stringifyEntityRef(entity)];
  });
  return [...new Set(refs)];
}

/** The tab of an entity, with the object open, where Backstage's catalog is by default. */
function linkTo(entity: Entity, { ref }: PresentedNode): string {
  const { kind, namespace, name } = parseEntityRef(stringifyEntityRef(entity));
  const path = [namespace, kind, name].map(encodeURIComponent).join('/');
  const object = encodeURIComponent(formatObjectRef(ref));
  return `/catalog/${path}/gitops?object=${object}`;
}
