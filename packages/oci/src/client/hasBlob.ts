import type { Access } from '../auth/Authorizer';
import { parseDigest } from '../reference/digest';
import type { RegistryConnection } from './RegistryConnection';

/**
 * Whether a repository has a blob.
 * @param access - with what the caller goes on to do, so that one token serves both
 * @throws OciError - `invalid-reference`: no digest
 */
export async function hasBlob(
  connection: RegistryConnection,
  access: Access,
  digest: string,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await connection.send({
    ...{ access, method: 'HEAD', target: `blobs/${parseDigest(digest)}` },
    ...{ accept: [200, 404], signal },
  });
  await answer.discard();
  return answer.status === 200;
}
