import { EntityRefLink } from '@backstage/plugin-catalog-react';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import type {
  ActionRecord,
  EventView,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { RelativeTime } from '../RelativeTime';

/** Reasons of events that say that nothing has changed. */
const NO_NEWS = ['GitOperationSucceeded', 'ArtifactUpToDate'];

type Entry =
  | { readonly time: string; readonly action: ActionRecord }
  | { readonly time: string; readonly event: EventView };

const ActionText = ({ action }: { action: ActionRecord }) => {
  const { t } = useTexts();
  const { reason, outcome, message = '' } = action;
  const who = <EntityRefLink entityRef={action.by} />;
  let what = t(`done.${action.action}`, { who });
  if (reason) what = t('timeline.because', { what, reason });
  if (outcome === 'failed') what = t('timeline.failed', { what, message });
  return (
    <ListItemText
      primary={what}
      secondary={<RelativeTime time={action.at} />}
    />
  );
};

const EventText = ({ event }: { event: EventView }) => (
  <ListItemText
    primary={event.message.split('\n')[0]}
    secondary={
      <>
        {event.object} · {event.reason} · <RelativeTime time={event.time} />
      </>
    }
  />
);

function entriesOf(
  actions: readonly ActionRecord[],
  events: readonly EventView[],
): Entry[] {
  const news = events.filter(({ reason }) => !NO_NEWS.includes(reason));
  return [
    ...actions.map(action => ({ time: action.at, action })),
    ...news.map(event => ({ time: event.time, event })),
  ].sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

/** What people did and what the controllers did after it, newest first. */
export const Timeline = (props: {
  actions: readonly ActionRecord[];
  events: readonly EventView[];
}) => {
  const { t } = useTexts();
  const entries = entriesOf(props.actions, props.events);
  if (entries.length === 0) {
    return <Typography color="textSecondary">{t('timeline.empty')}</Typography>;
  }
  return (
    <List dense disablePadding aria-label={t('timeline.name')}>
      {entries.map(entry => (
        <ListItem
          key={'action' in entry ? entry.action.id : entry.event.id}
          divider
          disableGutters
        >
          {'action' in entry ? (
            <ActionText action={entry.action} />
          ) : (
            <EventText event={entry.event} />
          )}
        </ListItem>
      ))}
    </List>
  );
};
