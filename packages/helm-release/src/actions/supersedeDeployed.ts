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
    const { description, status } = release.info;
    if (status !== 'deployed') continue;
    await recordRelease(
      context,
      withStatus(release, 'superseded', description),
    );
  }
}
