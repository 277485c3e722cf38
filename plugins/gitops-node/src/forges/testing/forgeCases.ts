import type { ForgeCase } from './cases/ForgeCase';
import { PULL_REQUESTS } from './cases/pullRequests';
import { READING } from './cases/reading';
import { SETTINGS } from './cases/settings';
import { WRITING } from './cases/writing';

/** What every implementation does, whatever its forge. */
export const FORGE_CASES: readonly ForgeCase[] = [
  ...READING,
  ...WRITING,
  ...PULL_REQUESTS,
  ...SETTINGS,
];
