import type { Release } from '../release/release';
import { ActionError } from './errors';
import type { ActionContext, InstallOptions } from './types';

/**
 * Installs a chart as a release.
 * @throws ActionError - with the release when one was begun
 */
export async function install(
  _context: ActionContext,
  _options: InstallOptions,
): Promise<Release> {
  throw new ActionError('options', 'install does not stand yet');
}
