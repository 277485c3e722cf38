import type {
  KubeClient,
  KubeObject,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import { textsOfSecret } from '../configs';

/** Entries of a Secret, decoded as UTF-8. */
export type SecretData = Readonly<Record<string, string>>;

/** An object that reads Secrets of its own namespace. */
export interface SecretReader {
  readonly object: KubeObject;
  readonly client: KubeClient;
  readonly signal: AbortSignal;
}

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/**
 * Reads a Secret of the object's own namespace.
 * @throws ApiError - there is none, or it may not be read
 */
export async function readSecret(
  ctx: SecretReader,
  name: string,
): Promise<SecretData> {
  const namespace = ctx.object.metadata.namespace ?? '';
  const secret = await ctx.client.get<UnstructuredObject>(
    SECRET,
    { namespace, name },
    { signal: ctx.signal },
  );
  return textsOfSecret(secret);
}
