import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Suspension } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { RelativeTime } from '../RelativeTime';

/** Who suspended an object, why, and until when. */
export const SuspensionText = ({ suspension }: { suspension: Suspension }) => {
  const { t } = useTexts();
  const { by, reason, until } = suspension;
  const who = by && <EntityRefLink entityRef={by} />;
  const elsewhere = reason
    ? t('suspension.elsewhereBecause', { reason })
    : t('suspension.elsewhere');
  const byUser =
    who &&
    (reason
      ? t('suspension.byUserBecause', { who, reason })
      : t('suspension.byUser', { who }));
  return (
    <>
      {byUser || elsewhere}
      {until && (
        <> {t('suspension.until', { time: <RelativeTime time={until} /> })}</>
      )}
    </>
  );
};
