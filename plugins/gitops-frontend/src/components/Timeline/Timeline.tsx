import { EntityRefLink } from '@backstage/plugin-catalog-react';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import type {
  ActionName,
  ActionView,
  EventView,
} from '@backstage-gitops/plugin-gitops-common';
import { RelativeTime } from '../RelativeTime';

const DID: Record<ActionName, string> = {
  reconcile: 'asked for a run',
  'reconcile-with-source': 'asked for a run with the source',
  suspend: 'suspended it',
  resume: 'resumed it',
};

/** Reasons of events that say that nothing has changed. */
const NO_NEWS = ['GitOperationSucceeded', 'ArtifactUpToDate'];

type Entry =
  | { readonly time: string; readonly action: ActionView }
  | { readonly time: string; readonly event: EventView };

const ActionText = ({ action }: { action: ActionView }) => (
  <ListItemText
    primary={
      <>
        <EntityRefLink entityRef={action.by} /> {DID[action.action]}
        {action.reason && `: “${action.reason}”`}
        {action.outcome === 'failed' && ` (failed: ${action.message})`}
      </>
    }
    secondary={<RelativeTime time={action.at} />}
  />
);

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

/** What people did and what the controllers did after it, newest first. */
export const Timeline = (props: {
  actions: readonly ActionView[];
  events: readonly EventView[];
}) => {
  const entries: Entry[] = [
    ...props.actions.map(action => ({ time: action.at, action })),
    ...props.events
      .filter(({ reason }) => !NO_NEWS.includes(reason))
      .map(event => ({ time: event.time, event })),
  ].sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  if (entries.length === 0) {
    return (
      <Typography color="textSecondary">
        Nothing has happened yet. Try Reconcile.
      </Typography>
    );
  }
  return (
    <List dense disablePadding aria-label="Timeline">
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
