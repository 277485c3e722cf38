import type { KubeObject } from '@backstage-gitops/kube';

/** The newest revision of a release, by the metadata of its Secret. */
export interface NewestRevision {
  readonly version: number;
  /** Changes with each write of the Secret. */
  readonly mark: string;
}

function versionOf({ metadata }: KubeObject): number {
  return Number(metadata.labels?.version ?? 0);
}

/** The Secret of the newest revision among those of one release. */
export function newestSecretOf(
  secrets: readonly KubeObject[],
): KubeObject | undefined {
  return [...secrets].sort((a, b) => versionOf(b) - versionOf(a)).at(0);
}

/** The newest revision among the Secrets of one release. */
export function newestOf(
  secrets: readonly KubeObject[],
): NewestRevision | undefined {
  const newest = newestSecretOf(secrets);
  if (!newest) return undefined;
  const { uid, resourceVersion } = newest.metadata;
  return { version: versionOf(newest), mark: `${uid}/${resourceVersion}` };
}
