import type { Fact, FactCode } from '@backstage-gitops/plugin-gitops-common';

/** The facts that have a value, in their order. */
export function toFacts(
  facts: readonly (readonly [FactCode, string | number | undefined])[],
): Fact[] {
  return facts.flatMap(([code, value]): Fact[] =>
    value === undefined || value === '' ? [] : [{ code, value: `${value}` }],
  );
}
