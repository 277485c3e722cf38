import type { Release } from '../release/release';
import { ActionError } from './errors';
import type { ActionContext, UpgradeOptions } from './types';

/**
 * Upgrades a release to a chart and values.
 * @throws ActionError - with the release when one was begun
 */
export async function upgrade(
  _context: ActionContext,
  _options: UpgradeOptions,
): Promise<Release> {
  throw new ActionError('options', 'upgrade does not stand yet');
}
