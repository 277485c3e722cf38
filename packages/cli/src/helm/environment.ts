import { randomBytes } from 'crypto';

/** Clock and randomness of this process, for the functions of templates. */
export const ENVIRONMENT = {
  now: () => Date.now(),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  random: (length: number) => new Uint8Array(randomBytes(length)),
};
