import { RegistryClient } from '@backstage-gitops/oci';
import { authenticating } from '../sources';
import type { RegistryAccess } from './resolveAccess';
import type { RegistryDeps, RepositoryReader } from './types';

const USER_AGENT = 'backstage-gitops';

/**
 * Calls `work` with a client of the registry, whose connections end with it.
 * @throws TransientError - AuthenticationFailed: certificates that can't be used
 */
export async function withRegistry<T>(
  { object }: RepositoryReader,
  { network, memory, limits }: RegistryDeps,
  access: RegistryAccess,
  work: (client: RegistryClient) => Promise<T>,
): Promise<T> {
  const { insecure = false } = object.spec;
  const client = await authenticating(
    'failed to configure authentication options',
    () =>
      new RegistryClient({
        userAgent: USER_AGENT,
        ...{ network, memory, limits, insecure },
        ...access,
      }),
  );
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
