import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import {
  formatRevision,
  type CommitInfo,
  type Revision,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { RelativeTime } from '../RelativeTime';

const useStyles = makeStyles(theme => ({
  code: { fontFamily: 'monospace', whiteSpace: 'nowrap' },
  commit: {
    display: 'block',
    color: theme.palette.text.secondary,
    lineHeight: 1.5,
    overflowWrap: 'anywhere',
  },
}));

/** `main @ a1b2c3d`, or the revision as it is when it has another form. */
export function shortRevision(revision: Revision): string {
  return formatRevision(revision) || revision.raw;
}

const CommitText = ({ title, author, time }: CommitInfo) => {
  const classes = useStyles();
  const { t } = useTexts();
  if (!title) return null;
  return (
    <span className={classes.commit} title={title}>
      {author
        ? t('revision.byAuthor', { title, author })
        : t('revision.titled', { title })}
      {time && (
        <>
          {' · '}
          <RelativeTime time={time} />
        </>
      )}
    </span>
  );
};

/** A revision as people write it, with the commit below it if it is known. */
export const RevisionText = (props: {
  revision: Revision;
  withCommit?: boolean;
}) => {
  const classes = useStyles();
  const { revision, withCommit } = props;
  return (
    <>
      <Tooltip title={revision.raw} interactive>
        <span className={classes.code}>{shortRevision(revision)}</span>
      </Tooltip>
      {withCommit && revision.commit && <CommitText {...revision.commit} />}
    </>
  );
};
