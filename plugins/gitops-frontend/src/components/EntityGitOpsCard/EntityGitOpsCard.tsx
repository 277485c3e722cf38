import { InfoCard, Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import {
  formatDeliveryRef,
  type Delivery,
  type EntityName,
  type EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import {
  useActions,
  useDeliveries,
  useEntityName,
  type Deliveries,
} from '../../hooks';
import { DeliveryActionBar } from '../DeliveryActions';
import { sourceTrouble } from '../DeliveryList';
import { healthText } from '../DeliveryPanel';
import { LiveDot } from '../LiveDot';
import { RelativeTime } from '../RelativeTime';
import { shortRevision } from '../RevisionText';
import { StateLabel } from '../StateLabel';
import { isDenied } from '../States';

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    gap: theme.spacing(0.5, 1.5),
    overflowWrap: 'anywhere',
  },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  },
  buttons: { display: 'flex', gap: theme.spacing(1) },
}));

/** `runs main @ a1b2c3d “title”`, or what it wants and still runs. */
function sentenceOf({ state, applied, source }: Delivery): string {
  const runs = applied && shortRevision(applied);
  const wants = source?.revision;
  if (state !== 'Ready' && wants && wants.raw !== applied?.raw) {
    const still = runs ? `, still runs ${runs}` : ', runs nothing yet';
    return `wants ${shortRevision(wants)}${still}`;
  }
  if (!runs) return 'runs nothing yet';
  const title = applied.commit?.title;
  return title ? `runs ${runs} “${title}”` : `runs ${runs}`;
}

function tabPath(page: string, { ref }: Delivery): string {
  return `${page}/gitops?delivery=${encodeURIComponent(
    formatDeliveryRef(ref),
  )}`;
}

const Summary = (props: {
  delivery: Delivery;
  snapshot: EntitySnapshot;
  entity: EntityName;
}) => {
  const classes = useStyles();
  const { delivery, snapshot, entity } = props;
  const actions = useActions(entity);
  const page = useRouteRef(entityRouteRef)?.(entity) ?? '';
  const trouble = sourceTrouble(delivery);
  const others = snapshot.deliveries.length - 1;
  return (
    <>
      <Typography component="div" className={classes.line}>
        <StateLabel state={delivery.state} />
        <span>{sentenceOf(delivery)}</span>
      </Typography>
      {delivery.state !== 'Ready' && (
        <Typography variant="body2">{delivery.sentence}</Typography>
      )}
      {trouble && <Typography variant="body2">{trouble}</Typography>}
      <Typography variant="body2" color="textSecondary" component="div">
        {delivery.lastAppliedAt && (
          <>
            applied <RelativeTime time={delivery.lastAppliedAt} />
            {' · '}
          </>
        )}
        {delivery.ref.cluster} · {healthText(delivery.health)}
        {delivery.nextRunAt && (
          <>
            {' · next check '}
            <RelativeTime time={delivery.nextRunAt} />
          </>
        )}
      </Typography>
      <div className={classes.foot}>
        <Typography variant="body2" component="span">
          {others > 0 && (
            <Link to={`${page}/gitops`}>
              and {others} more {others === 1 ? 'delivery' : 'deliveries'}
            </Link>
          )}
        </Typography>
        <div className={classes.buttons}>
          <Button component={Link} size="small" to={tabPath(page, delivery)}>
            {delivery.state === 'Failed' ? 'Why' : 'Details'}
          </Button>
          <DeliveryActionBar
            delivery={delivery}
            allowed={snapshot.allowed}
            owners={snapshot.owners}
            actions={actions}
            isCompact
          />
        </div>
      </div>
    </>
  );
};

const Body = ({ live, entity }: { live: Deliveries; entity: EntityName }) => {
  const { snapshot, error } = live;
  if (error) {
    const cause = error.cause instanceof Error ? error.cause.message : '';
    return (
      <>
        <Typography>{cause || error.message}</Typography>
        {!isDenied(error) && (
          <Button size="small" onClick={live.retry}>
            Try again
          </Button>
        )}
      </>
    );
  }
  if (!snapshot) {
    return (
      <Box role="status" aria-label="Loading deliveries">
        <Skeleton width="70%" />
        <Skeleton width="50%" />
        <Skeleton width="90%" />
      </Box>
    );
  }
  const [delivery] = snapshot.deliveries;
  if (!delivery) {
    return (
      <Typography>
        {snapshot.missing[0]?.sentence ??
          'Nothing delivers this from Git yet. The tab GitOps says how to start.'}
      </Typography>
    );
  }
  return <Summary delivery={delivery} snapshot={snapshot} entity={entity} />;
};

/** The card "GitOps" of an entity's overview: does it run what was committed? */
export const EntityGitOpsCard = () => {
  const entity = useEntityName();
  const live = useDeliveries(entity);
  const staleSince =
    live.staleSince?.toISOString() ??
    live.snapshot?.clusters.find(cluster => cluster.staleSince)?.staleSince;
  return (
    <InfoCard
      title="GitOps"
      variant="gridItem"
      headerProps={{
        action: staleSince ? <LiveDot staleSince={staleSince} /> : undefined,
      }}
    >
      <Body live={live} entity={entity} />
    </InfoCard>
  );
};
