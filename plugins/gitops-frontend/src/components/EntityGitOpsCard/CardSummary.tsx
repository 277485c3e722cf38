import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  formatObjectRef,
  type EntityName,
  type EntitySnapshot,
  type GitOpsObject,
} from '@backstage-gitops/plugin-gitops-common';
import { useActions, useTexts } from '../../hooks';
import { isHidden, sinceOf } from '../../objects';
import { entityTabRouteRef } from '../../routes';
import type { Translate } from '../../translation';
import { ActionBar } from '../ActionBar';
import { healthText } from '../HealthText';
import { RelativeTime } from '../RelativeTime';
import { StateLabel } from '../StateLabel';
import { StatusText } from '../StatusText';
import { headlineOf } from './headlineOf';

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
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

/** Since when, where, in which health, and when it is checked again. */
const Facts = ({ object }: { object: GitOpsObject }) => {
  const { t } = useTexts();
  const { ref, inventory, schedule } = object;
  const since = sinceOf(object);
  const nextRunAt = schedule?.nextRunAt;
  return (
    <Typography variant="body2" color="textSecondary" component="div">
      {since && (
        <>
          {t('card.since', { time: <RelativeTime time={since} bare /> })}
          {' · '}
        </>
      )}
      {ref.cluster}
      {inventory && ` · ${healthText(inventory, t)}`}
      {nextRunAt && (
        <>
          {' · '}
          {t('card.nextRun', { time: <RelativeTime time={nextRunAt} /> })}
        </>
      )}
    </Typography>
  );
};

function othersText(others: readonly GitOpsObject[], t: Translate): string {
  const count = others.length;
  const failing = others.filter(({ state }) => state === 'Failed').length;
  return failing > 0
    ? t('card.moreFailing', { count, failing: `${failing}` })
    : t('card.more', { count });
}

/** A link, or its text where it leads nowhere. */
const MaybeLink = (props: { to?: string; children: string }) =>
  props.to ? (
    <Link to={props.to}>{props.children}</Link>
  ) : (
    <>{props.children}</>
  );

/** The object that answers the card's question, with what can be done. */
export const CardSummary = (props: {
  object: GitOpsObject;
  snapshot: EntitySnapshot;
  entity: EntityName;
}) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { object, snapshot, entity } = props;
  const actions = useActions(entity);
  const tab = useRouteRef(entityTabRouteRef)?.();
  const query = `object=${encodeURIComponent(formatObjectRef(object.ref))}`;
  const others = snapshot.objects.filter(other => other !== object);
  return (
    <>
      <Typography component="div" className={classes.line}>
        <StateLabel state={object.state} />
        <span>{headlineOf(object, t)}</span>
      </Typography>
      <StatusText object={object} isBrief />
      {!isHidden(object) && <Facts object={object} />}
      <div className={classes.foot}>
        <Typography variant="body2" component="span">
          {others.length > 0 && (
            <MaybeLink to={tab}>{othersText(others, t)}</MaybeLink>
          )}
        </Typography>
        <div className={classes.buttons}>
          {tab && (
            <Button component={Link} size="small" to={`${tab}?${query}`}>
              {object.state === 'Failed' ? t('card.why') : t('card.details')}
            </Button>
          )}
          {!isHidden(object) && (
            <ActionBar
              object={object}
              caller={snapshot}
              actions={actions}
              isCompact
            />
          )}
        </div>
      </div>
    </>
  );
};
