import type { InventoryFacet } from '@backstage-gitops/plugin-gitops-common';
import type { Translate } from '../../translation';

/** `14 objects healthy`, or how many are not. */
export function healthText({ health }: InventoryFacet, t: Translate): string {
  const { total: count, healthy, progressing, failed, unknown } = health;
  if (count === 0) return t('objectCount.none');
  if (healthy === count) return t('objectCount.healthy', { count });
  if (unknown === count) return t('objectCount.allUnknown', { count });
  const parts = [
    failed > 0 && t('objectCount.failedPart', { number: `${failed}` }),
    progressing > 0 &&
      t('objectCount.progressingPart', { number: `${progressing}` }),
    t('objectCount.healthyPart', { number: `${healthy}` }),
    unknown > 0 && t('objectCount.unknownPart', { number: `${unknown}` }),
  ];
  return t('objectCount.mixed', {
    count,
    parts: parts.filter(Boolean).join(', '),
  });
}
