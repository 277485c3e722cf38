import type { Config } from '@backstage/config';
import {
  ANNOTATION_KUBERNETES_AUTH_PROVIDER,
  ANNOTATION_KUBERNETES_AWS_ASSUME_ROLE,
  ANNOTATION_KUBERNETES_AWS_EXTERNAL_ID,
  ANNOTATION_KUBERNETES_OIDC_TOKEN_PROVIDER,
} from '@backstage/plugin-kubernetes-common';
import type {
  AuthMetadata,
  ClusterDetails,
} from '@backstage/plugin-kubernetes-node';
import { LocatedCluster, unusable } from './LocatedCluster';

/** Keys of an entry that are short for auth metadata. */
const AUTH_METADATA_KEYS = {
  authProvider: ANNOTATION_KUBERNETES_AUTH_PROVIDER,
  serviceAccountToken: 'serviceAccountToken',
  assumeRole: ANNOTATION_KUBERNETES_AWS_ASSUME_ROLE,
  externalId: ANNOTATION_KUBERNETES_AWS_EXTERNAL_ID,
  oidcTokenProvider: ANNOTATION_KUBERNETES_OIDC_TOKEN_PROVIDER,
} as const;

/**
 * Reads `clusters` of a locator of type `config`. Keys that concern only
 * Backstage's own pages (dashboards, metrics, custom resources) are not read.
 * @see Backstage, docs/features/kubernetes/configuration.md
 */
export function locateConfigured(method: Config): LocatedCluster[] {
  const entries = method.getOptionalConfigArray('clusters') ?? [];
  return entries.map((entry, index) => {
    const name = nameOf(entry) ?? `clusters[${index}]`;
    const cluster = { name, title: titleOf(entry), source: 'config' } as const;
    try {
      const details = readDetails(entry);
      return { ...cluster, target: { type: 'details', details } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return unusable(cluster, 'invalid-entry', message);
    }
  });
}

function nameOf(entry: Config): string | undefined {
  const name: unknown = entry.getOptional('name');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function titleOf(entry: Config): string | undefined {
  const title: unknown = entry.getOptional('title');
  return typeof title === 'string' ? title : undefined;
}

/** @throws Error - a key is missing or of the wrong type, or the URL is none */
function readDetails(entry: Config): ClusterDetails {
  const url = entry.getString('url').replace(/\/+$/, '');
  // The value may hold a password, so the message does not repeat it.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error('url is no address that starts with https:// or http://');
  }
  return {
    name: entry.getString('name'),
    url,
    authMetadata: readAuthMetadata(entry),
    skipTLSVerify: entry.getOptionalBoolean('skipTLSVerify') ?? false,
    caData: entry.getOptionalString('caData'),
    caFile: entry.getOptionalString('caFile'),
  };
}

function readAuthMetadata(entry: Config): AuthMetadata {
  const metadata: AuthMetadata = {};
  for (const [key, annotation] of Object.entries(AUTH_METADATA_KEYS)) {
    const value = entry.getOptionalString(key);
    if (value) metadata[annotation] = value;
  }
  // Names of annotations contain dots, so the block is read as a whole.
  const block: unknown = entry.getOptional('authMetadata') ?? {};
  const isMetadata =
    typeof block === 'object' &&
    block !== null &&
    !Array.isArray(block) &&
    Object.values(block).every(value => typeof value === 'string');
  if (!isMetadata) throw new Error('authMetadata must be a map of texts');
  return { ...metadata, ...(block as AuthMetadata) };
}
