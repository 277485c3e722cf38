import { logDebug } from '../logging';
import { withStatus } from './makeRelease';
import { recordRelease, storeSignal } from './recordRelease';
import type { ActionContext } from './types';

/** Marks every revision that is stored as deployed as superseded. */
export async function supersedeDeployed(
  context: ActionContext,
  name: string,
): Promise<void> {
  const history = await context.storage.history(name, storeSignal());
  for (const release of history) {
    const { version, info } = release;
    const { description, status } = info;
    if (status !== 'deployed') continue;
    logDebug(context, 'superseding previous deployment', { version });
    await recordRelease(
      context,
      withStatus(release, 'superseded', description),
    );
  }
}
