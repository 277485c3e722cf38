import type { ActionContext } from '@backstage-gitops/helm-release';
import type { HelmCall } from './helmCommand';

/** Manager of the fields that Helm applies. */
const FIELD_MANAGER = 'helm';

/** What an action of a command line works with. */
export function actionContext({ cluster, io, log }: HelmCall): ActionContext {
  const { client, storage } = cluster;
  return {
    client,
    storage,
    fieldManager: FIELD_MANAGER,
    signal: io.signal,
    log: log.write,
    hookOutput: (_from, chunk) => {
      io.stderr.write(chunk);
    },
  };
}
