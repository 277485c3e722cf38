import { TransientError } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import type { DecryptionKeys } from '../build/request';
import { Reason } from '../conditions';
import { retryIntervalOf } from '../schedule';
import type { KustomizationContext } from '../types';

interface SecretObject extends KubeObject {
  data?: Record<string, string>;
}

/**
 * Reads the decryption Secret. Undefined when the spec asks for no decryption;
 * empty when it names no Secret.
 * @throws TransientError - the Secret can't be read
 */
export async function resolveKeys(
  ctx: KustomizationContext,
): Promise<DecryptionKeys | undefined> {
  const { decryption } = ctx.object.spec;
  if (!decryption) return undefined;
  if (!decryption.secretRef) return {};
  try {
    const secret = await ctx.client.get<SecretObject>(
      { apiVersion: 'v1', kind: 'Secret' },
      {
        namespace: ctx.object.metadata.namespace,
        name: decryption.secretRef.name,
      },
      { signal: ctx.signal },
    );
    return Object.fromEntries(
      Object.entries(secret.data ?? {}).map(([name, value]) => [
        name,
        new Uint8Array(Buffer.from(value, 'base64')),
      ]),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TransientError(Reason.buildFailed, why, {
      cause: error,
      retryAfterMs: retryIntervalOf(ctx.object),
    });
  }
}
