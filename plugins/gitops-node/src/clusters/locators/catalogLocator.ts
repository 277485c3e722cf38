import type { AuthService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { Entity } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_KUBERNETES_API_SERVER,
  ANNOTATION_KUBERNETES_API_SERVER_CA,
  ANNOTATION_KUBERNETES_AUTH_PROVIDER,
  ANNOTATION_KUBERNETES_SKIP_TLS_VERIFY,
} from '@backstage/plugin-kubernetes-common';
import { checkApiServerUrl } from './checkApiServerUrl';
import { ClusterLocator, LocatedCluster, unusable } from './LocatedCluster';

const REFRESH_MS = 60_000;
const annotationKey = (name: string) => `metadata.annotations.${name}`;
const FILTER = {
  kind: 'Resource',
  'spec.type': 'kubernetes-cluster',
  [annotationKey(ANNOTATION_KUBERNETES_API_SERVER)]: CATALOG_FILTER_EXISTS,
  [annotationKey(ANNOTATION_KUBERNETES_API_SERVER_CA)]: CATALOG_FILTER_EXISTS,
  [annotationKey(ANNOTATION_KUBERNETES_AUTH_PROVIDER)]: CATALOG_FILTER_EXISTS,
};

/** Options of a locator of type `catalog`. */
interface Rules {
  /** `dangerouslyAllowClusterUrls` */
  readonly allowedHosts: readonly string[];
  /** `dangerouslyAllowSkipTLSVerify` */
  readonly maySkipTlsVerify: boolean;
}

/** The catalog, and the identity that reads it. */
export interface CatalogAccess {
  readonly catalog: CatalogService;
  readonly auth: AuthService;
}

/**
 * Clusters that are entities of kind Resource and type `kubernetes-cluster`
 * with the annotations of `@backstage/plugin-kubernetes-common`. An entity may
 * not use the backend's service account.
 * @see Backstage, docs/features/kubernetes/configuration.md, "catalog"
 */
export function createCatalogLocator(
  method: Config,
  { catalog, auth }: CatalogAccess,
): ClusterLocator {
  const rules: Rules = {
    allowedHosts:
      method.getOptionalStringArray('dangerouslyAllowClusterUrls') ?? [],
    maySkipTlsVerify:
      method.getOptionalBoolean('dangerouslyAllowSkipTLSVerify') ?? false,
  };
  return {
    name: 'catalog locator',
    source: 'catalog',
    refreshMs: REFRESH_MS,
    async locate() {
      const credentials = await auth.getOwnServiceCredentials();
      const { items } = await catalog.getEntities(
        { filter: [FILTER] },
        { credentials },
      );
      return Promise.all(items.map(entity => toCluster(entity, rules)));
    },
  };
}

async function toCluster(
  entity: Entity,
  rules: Rules,
): Promise<LocatedCluster> {
  const { name, title, annotations = {} } = entity.metadata;
  const cluster = { name, title, source: 'catalog' } as const;
  const url = annotations[ANNOTATION_KUBERNETES_API_SERVER];
  if (annotations[ANNOTATION_KUBERNETES_AUTH_PROVIDER] === 'serviceAccount') {
    const message =
      'a catalog entity may not use the auth provider serviceAccount';
    return unusable(cluster, 'unknown-auth-provider', message);
  }
  try {
    await checkApiServerUrl(url, rules.allowedHosts);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unusable(cluster, 'refused-url', message);
  }
  const skipsTlsVerify =
    annotations[ANNOTATION_KUBERNETES_SKIP_TLS_VERIFY] === 'true';
  const details = {
    name,
    url: url.replace(/\/+$/, ''),
    authMetadata: pickAuthMetadata(annotations),
    caData: annotations[ANNOTATION_KUBERNETES_API_SERVER_CA],
    skipTLSVerify: rules.maySkipTlsVerify && skipsTlsVerify,
  };
  return { ...cluster, target: { type: 'details', details } };
}

/** Annotations for auth strategies; a token in an entity is not one of them. */
function pickAuthMetadata(
  annotations: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) =>
      key.startsWith('kubernetes.io/'),
    ),
  );
}
