import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useTexts } from '../../hooks';
import { RelativeTime } from '../RelativeTime';
import { colourOfState } from '../StateLabel';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    color: theme.palette.text.secondary,
    whiteSpace: 'nowrap',
  },
  live: {
    width: 10,
    height: 10,
    borderRadius: '50%',
    background: colourOfState(theme, 'Ready'),
  },
  stale: {
    width: 10,
    height: 10,
    border: `2px solid ${theme.palette.text.secondary}`,
    borderRadius: '50%',
  },
}));

/** Whether what is shown follows the cluster, or since when it is old. */
export const LiveIndicator = ({ staleSince }: { staleSince?: string }) => {
  const classes = useStyles();
  const { t } = useTexts();
  return (
    <Typography
      className={classes.root}
      variant="body2"
      component="span"
      role="status"
    >
      <span className={staleSince ? classes.stale : classes.live} aria-hidden />
      <span>
        {staleSince
          ? t('live.stale', { age: <RelativeTime time={staleSince} bare /> })
          : t('live.live')}
      </span>
    </Typography>
  );
};
