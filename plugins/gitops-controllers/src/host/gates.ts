import { HostError } from './errors';
import type { ControllerModule } from './module';

type Gates = Readonly<Record<string, boolean>>;

/**
 * Checks that each gate is known to some controller.
 * @throws HostError - `invalid-option`, worded as Flux's controllers do
 */
export function requireKnownGates(
  modules: readonly ControllerModule[],
  given: Gates,
): void {
  const unknown = Object.keys(given).find(
    name => !modules.some(({ gates }) => gates && Object.hasOwn(gates, name)),
  );
  if (unknown !== undefined) {
    throw new HostError(
      'invalid-option',
      `unable to load feature gates: feature-gate '${unknown}' not supported`,
    );
  }
}

/** The gates of one module: its defaults, changed by those given. */
export function gatesOf({ gates = {} }: ControllerModule, given: Gates): Gates {
  return Object.fromEntries(
    Object.entries(gates).map(([name, initial]) => [
      name,
      given[name] ?? initial,
    ]),
  );
}
