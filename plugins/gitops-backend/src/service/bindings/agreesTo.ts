import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { KubeObject } from '@backstage-gitops/kube';
import { AGREED_ENTITIES_ANNOTATION } from '@backstage-gitops/plugin-gitops-common';

/**
 * Whether a GitOps object names the entity in its own annotation. Labels such
 * as `backstage.io/kubernetes-id` are no agreement: any entity can claim the
 * same id.
 */
export function agreesTo({ metadata }: KubeObject, entity: Entity): boolean {
  const wanted = stringifyEntityRef(entity);
  const value = metadata.annotations?.[AGREED_ENTITIES_ANNOTATION] ?? '';
  return value
    .split(',')
    .some(ref => ref.trim().toLocaleLowerCase('en-US') === wanted);
}
