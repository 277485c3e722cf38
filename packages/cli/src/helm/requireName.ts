import { requireReleaseName } from '@backstage-gitops/helm';
import { FlagError } from '../flags';

/** @throws FlagError - a name that no release can have, as commands that read say it */
export function requireName(name: string): void {
  try {
    requireReleaseName(name);
  } catch {
    throw new FlagError(`release name is invalid: ${name}`);
  }
}
