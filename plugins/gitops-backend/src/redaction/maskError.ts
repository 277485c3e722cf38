import type { Mask } from './createMask';

/** The same error, whose message holds no secrets. Everything else stays. */
export function maskError(error: unknown, mask: Mask): unknown {
  if (error instanceof Error) error.message = mask(error.message);
  return error;
}
