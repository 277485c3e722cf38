import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { SourceContext } from './SourceObject';

/** Entries of a Secret, decoded as UTF-8. */
export type SecretData = Readonly<Record<string, string>>;

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/**
 * Reads a Secret of the object's own namespace.
 * @throws ApiError - there is none, or it may not be read
 */
export async function readSecret(
  ctx: SourceContext,
  name: string,
): Promise<SecretData> {
  const namespace = ctx.object.metadata.namespace ?? '';
  const secret = await ctx.client.get<UnstructuredObject>(
    SECRET,
    { namespace, name },
    { signal: ctx.signal },
  );
  const data = (secret.data ?? {}) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  );
}
