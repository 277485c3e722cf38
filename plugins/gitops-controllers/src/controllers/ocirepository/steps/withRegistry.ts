import { RegistryClient } from '@backstage-gitops/oci';
import { failed, FETCH_FAILED, SourceReason } from '../../../sources';
import type { Access, OCIRepositoryContext, OCIRepositoryDeps } from '../types';

const USER_AGENT = 'backstage-gitops';

function connect(
  { object }: OCIRepositoryContext,
  { network, memory, limits }: OCIRepositoryDeps,
  access: Access,
): RegistryClient {
  const { insecure = false, url } = object.spec;
  try {
    return new RegistryClient({
      userAgent: USER_AGENT,
      ...{ network, memory, limits, insecure },
      ...access,
    });
  } catch (error) {
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `failed to generate transport for '${url}': ${(error as Error).message}`,
      error,
    );
  }
}

/**
 * Calls `work` with a client whose connections end with it.
 * @throws TransientError - AuthenticationFailed: certificates that can't be used
 */
export async function withRegistry<T>(
  ctx: OCIRepositoryContext,
  deps: OCIRepositoryDeps,
  access: Access,
  work: (client: RegistryClient) => Promise<T>,
): Promise<T> {
  const client = connect(ctx, deps, access);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
