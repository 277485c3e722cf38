import type { MatchOptions } from '../matching/matchEntity';
import type { TargetRule } from '../inventory/targets';

/** What every view of an entity is made from. */
export interface PortalContext extends MatchOptions {
  readonly targetRules: readonly TargetRule[];
}
