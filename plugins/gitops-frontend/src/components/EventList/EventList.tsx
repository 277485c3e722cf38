import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { EventView } from '@backstage-gitops/plugin-gitops-common';
import { RelativeTime } from '../RelativeTime';

const useStyles = makeStyles({
  message: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
});

/** Kubernetes events of a delivery and its source. */
export const EventList = ({ events }: { events: readonly EventView[] }) => {
  const classes = useStyles();
  if (events.length === 0) {
    return (
      <Typography color="textSecondary">
        No events are stored. Clusters forget events after an hour.
      </Typography>
    );
  }
  return (
    <List dense disablePadding>
      {events.map(event => (
        <ListItem key={event.id} divider disableGutters>
          <ListItemText
            primary={<span className={classes.message}>{event.message}</span>}
            secondary={
              <>
                {event.type === 'Warning' ? '⚠ Warning · ' : ''}
                {event.reason} · {event.object}
                {event.count > 1 && ` · ${event.count} times`} ·{' '}
                <RelativeTime time={event.time} />
              </>
            }
          />
        </ListItem>
      ))}
    </List>
  );
};
