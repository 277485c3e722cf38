import { formatForPath } from '@backstage-gitops/sops';
import type { Format } from '@backstage-gitops/sops';

/** Key of a Secret of type `kubernetes.io/dockerconfigjson`. */
const DOCKER_CONFIG = '.dockerconfigjson';

/**
 * Format of a SOPS document by a file's path or a key of a Secret: that of the
 * extension, `json` for `.dockerconfigjson`, else `binary`.
 */
export function formatForKey(key: string): Format {
  return key.endsWith(DOCKER_CONFIG) ? 'json' : formatForPath(key);
}
