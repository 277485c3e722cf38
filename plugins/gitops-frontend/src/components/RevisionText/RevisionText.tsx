import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import type { Revision } from '@backstage-gitops/plugin-gitops-common';
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

/** `main @ a1b2c3d`. */
export function shortRevision({ ref, hash, raw }: Revision): string {
  const name = ref?.replace(/^refs\/(heads|tags)\//, '');
  return [name, hash?.slice(0, 7)].filter(Boolean).join(' @ ') || raw;
}

/** A revision as people write it, with the commit below it if it is known. */
export const RevisionText = (props: {
  revision: Revision;
  withCommit?: boolean;
}) => {
  const classes = useStyles();
  const { revision, withCommit } = props;
  const { commit } = revision;
  return (
    <>
      <Tooltip title={revision.raw} interactive>
        <span className={classes.code}>{shortRevision(revision)}</span>
      </Tooltip>
      {withCommit && commit?.title && (
        <span className={classes.commit} title={commit.title}>
          “{commit.title}”{commit.author && <> · {commit.author}</>}
          {commit.time && (
            <>
              {' · '}
              <RelativeTime time={commit.time} />
            </>
          )}
        </span>
      )}
    </>
  );
};
