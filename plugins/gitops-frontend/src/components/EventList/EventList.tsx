import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { EventView } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { RelativeTime } from '../RelativeTime';

const useStyles = makeStyles({
  message: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
});

const Origin = ({ event }: { event: EventView }) => {
  const { t } = useTexts();
  const { type, reason, object, count } = event;
  const parts = [
    type === 'Warning' && t('event.warning'),
    reason,
    object,
    count > 1 && t('event.times', { number: String(count) }),
  ];
  return (
    <>
      {parts.filter(Boolean).join(' · ')} · <RelativeTime time={event.time} />
    </>
  );
};

/** Kubernetes events of an object and its sources. */
export const EventList = ({ events }: { events: readonly EventView[] }) => {
  const classes = useStyles();
  const { t } = useTexts();
  if (events.length === 0) {
    return <Typography color="textSecondary">{t('event.none')}</Typography>;
  }
  return (
    <List dense disablePadding aria-label={t('panel.events')}>
      {events.map(event => (
        <ListItem key={event.id} divider disableGutters>
          <ListItemText
            primary={<span className={classes.message}>{event.message}</span>}
            secondary={<Origin event={event} />}
          />
        </ListItem>
      ))}
    </List>
  );
};
