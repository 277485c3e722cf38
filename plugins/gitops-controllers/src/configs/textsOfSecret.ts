import type { KubeObject } from '@backstage-gitops/kube';

/** Entries of a Secret, decoded as UTF-8. */
export function textsOfSecret(
  secret: KubeObject & { readonly data?: unknown },
): Readonly<Record<string, string>> {
  const data = (secret.data ?? {}) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  );
}
