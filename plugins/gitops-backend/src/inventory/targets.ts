import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { TargetFacet } from '@backstage-gitops/plugin-gitops-common';
import type { ClusterGraph, PresentedNode } from '../graph/ClusterGraph';
import type { ObjectGraph } from '../graph/ObjectGraph';

/**
 * A rule of app-config that says which cluster of the portal a kubeConfig
 * Secret or ConfigMap leads to.
 */
export interface TargetRule {
  /** Cluster of the Secret or ConfigMap; absent: any. */
  readonly cluster?: string;
  /** `namespace/name` of the Secret or ConfigMap. */
  readonly kubeConfig: string;
  /** Name of the target in the portal. */
  readonly target: string;
}

/** Where the inventory of an object is, and what is said about it. */
export interface InventoryPlace {
  /** Cluster to read from; absent when it cannot be read. */
  readonly cluster?: ClusterGraph;
  /** Present when the object applies to another cluster than its own. */
  readonly facet?: TargetFacet;
}

/** Reads `gitops.portal.kubeConfigTargets`. */
export function readTargetRules(config: RootConfigService): TargetRule[] {
  const rules =
    config.getOptionalConfigArray('gitops.portal.kubeConfigTargets') ?? [];
  return rules.map(rule => ({
    cluster: rule.getOptionalString('cluster'),
    kubeConfig: rule.getString('kubeConfig'),
    target: rule.getString('target'),
  }));
}

/**
 * Finds the cluster that an object applies to. The kubeConfig itself is never
 * read: it is a credential of the tenant, and app-config says where it leads.
 */
export function placeOfInventory(
  { presenter, object, cluster }: PresentedNode,
  rules: readonly TargetRule[],
  graph: ObjectGraph,
): InventoryPlace {
  const reference = presenter.target?.(object);
  if (!reference) return { cluster };
  const kubeConfig = `${reference.namespace}/${reference.name}`;
  const rule = rules.find(
    candidate =>
      candidate.kubeConfig === kubeConfig &&
      (candidate.cluster ?? cluster.name) === cluster.name,
  );
  if (!rule)
    return { facet: { statement: { code: 'targetUnknown', params: {} } } };
  const target = graph.cluster(rule.target);
  return target?.informers
    ? { cluster: target, facet: { cluster: rule.target } }
    : {
        facet: {
          cluster: rule.target,
          statement: {
            code: 'targetNotWatched',
            params: {},
          },
        },
      };
}
