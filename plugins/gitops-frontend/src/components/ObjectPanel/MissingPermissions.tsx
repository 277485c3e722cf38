import { EntityRefLinks } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import type { GitOpsObject } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';

/** The permissions that the caller lacks, and who owns the entity. */
export const MissingPermissions = (props: {
  object: GitOpsObject;
  /** Entity references. */
  owners: readonly string[];
}) => {
  const { t } = useTexts();
  const denied = props.object.actions
    .filter(({ deniedBy }) => deniedBy === 'permission')
    .map(({ permission }) => permission);
  if (denied.length === 0) return null;
  const permissions = [...new Set(denied)].join(', ');
  const owners = <EntityRefLinks entityRefs={[...props.owners]} />;
  return (
    <Typography variant="body2" color="textSecondary">
      {props.owners.length > 0
        ? t('caveat.permissions', { permissions, owners })
        : t('caveat.permissionsUnowned', { permissions })}
    </Typography>
  );
};
