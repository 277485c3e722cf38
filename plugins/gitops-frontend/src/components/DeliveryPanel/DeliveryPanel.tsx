import { CodeSnippet } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import { useMemo } from 'react';
import { stringify } from 'yaml';
import type {
  Delivery,
  DeliveryDetail,
  EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import {
  DETAIL_VIEWS,
  type DeliveryActions,
  type DetailView,
} from '../../hooks';
import { ConditionList } from '../ConditionList';
import { DeliveryActionBar } from '../DeliveryActions';
import { EventList } from '../EventList';
import { InventoryTree } from '../InventoryTree';
import { StateLabel } from '../StateLabel';
import { Timeline } from '../Timeline';
import { DeliverySummary } from './DeliverySummary';

const TITLES: Record<DetailView, string> = {
  tree: 'Tree',
  conditions: 'Conditions',
  timeline: 'Timeline',
  events: 'Events',
  yaml: 'YAML',
};

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(3), padding: theme.spacing(2) },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(1),
  },
  title: { overflowWrap: 'anywhere' },
  actions: { marginLeft: 'auto' },
  tabs: { borderBottom: `1px solid ${theme.palette.divider}` },
}));

const Detail = (props: { detail: DeliveryDetail; view: DetailView }) => {
  const { detail, view } = props;
  const manifest = useMemo(
    () => stringify(detail.manifest, { aliasDuplicateObjects: false }),
    [detail.manifest],
  );
  switch (view) {
    case 'tree':
      return <InventoryTree tree={detail.tree} />;
    case 'conditions':
      return (
        <>
          <ConditionList
            title={detail.ref.kind}
            conditions={detail.conditions}
          />
          <ConditionList title="Source" conditions={detail.sourceConditions} />
        </>
      );
    case 'timeline':
      return <Timeline actions={detail.actions} events={detail.events} />;
    case 'events':
      return <EventList events={detail.events} />;
    default:
      return <CodeSnippet language="yaml" text={manifest} showCopyCodeButton />;
  }
};

/** The lower half of the tab: one delivery with everything about it. */
export const DeliveryPanel = (props: {
  delivery: Delivery;
  detail?: DeliveryDetail;
  snapshot: EntitySnapshot;
  actions: DeliveryActions;
  view: DetailView;
  onView: (view: DetailView) => void;
  /** On narrow screens: the way back to the list. */
  onBack?: () => void;
}) => {
  const classes = useStyles();
  const { delivery, detail, snapshot, view, onBack } = props;
  const { ref } = delivery;
  return (
    <Paper
      className={classes.root}
      component="section"
      aria-label={`${ref.kind} ${ref.namespace}/${ref.name}`}
    >
      {onBack && (
        <Button size="small" onClick={onBack}>
          ← All deliveries
        </Button>
      )}
      <div className={classes.head}>
        <StateLabel state={delivery.state} />
        <Typography variant="h6" component="h3" className={classes.title}>
          {ref.namespace}/{ref.name}
        </Typography>
        <div className={classes.actions}>
          <DeliveryActionBar
            delivery={delivery}
            allowed={snapshot.allowed}
            owners={snapshot.owners}
            actions={props.actions}
          />
        </div>
      </div>
      <DeliverySummary delivery={delivery} />
      <Tabs
        className={classes.tabs}
        value={view}
        onChange={(_event, next: DetailView) => props.onView(next)}
        variant="scrollable"
        scrollButtons="off"
        indicatorColor="primary"
        aria-label="Views of the delivery"
      >
        {DETAIL_VIEWS.map(name => (
          <Tab
            key={name}
            value={name}
            label={TITLES[name]}
            id={`gitops-tab-${name}`}
            aria-controls="gitops-detail"
          />
        ))}
      </Tabs>
      <Box
        pt={2}
        id="gitops-detail"
        role="tabpanel"
        aria-labelledby={`gitops-tab-${view}`}
      >
        {detail ? (
          <Detail detail={detail} view={view} />
        ) : (
          [0, 1, 2, 3].map(row => <Skeleton key={row} height={36} />)
        )}
      </Box>
    </Paper>
  );
};
