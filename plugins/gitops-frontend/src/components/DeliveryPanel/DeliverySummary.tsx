import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';
import type {
  Delivery,
  HealthCount,
  Suspension,
} from '@backstage-gitops/plugin-gitops-common';
import { sourceTrouble } from '../DeliveryList';
import { RelativeTime } from '../RelativeTime';
import { RevisionText } from '../RevisionText';
import { StateLabel } from '../StateLabel';

const useStyles = makeStyles(theme => ({
  facts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(176px, 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(2, 0),
  },
  term: { color: theme.palette.text.secondary },
  value: { margin: 0, overflowWrap: 'anywhere' },
  source: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: theme.spacing(1),
  },
  sentence: { overflowWrap: 'anywhere' },
}));

const Fact = (props: { term: string; children: ReactNode }) => {
  const classes = useStyles();
  return (
    <div>
      <Typography variant="caption" component="dt" className={classes.term}>
        {props.term}
      </Typography>
      <Typography variant="body2" component="dd" className={classes.value}>
        {props.children}
      </Typography>
    </div>
  );
};

/** `14 objects, all healthy`, or how many are not. */
export function healthText({
  total,
  healthy,
  progressing,
  failed,
}: HealthCount): string {
  const objects = total === 1 ? '1 object' : `${total} objects`;
  if (total === 0) return 'no objects';
  if (healthy === total) return `${objects} healthy`;
  const parts = [
    failed > 0 && `${failed} failing`,
    progressing > 0 && `${progressing} in progress`,
    `${healthy} healthy`,
  ];
  return `${objects}: ${parts.filter(Boolean).join(', ')}`;
}

const SuspensionText = ({ suspension }: { suspension: Suspension }) => (
  <>
    {suspension.by ? (
      <EntityRefLink entityRef={suspension.by} />
    ) : (
      'Somebody, outside the portal,'
    )}{' '}
    suspended it{suspension.reason && `: “${suspension.reason}”`}
    {suspension.until && (
      <>
        {' '}
        It resumes <RelativeTime time={suspension.until} />.
      </>
    )}
  </>
);

/** The sentence and the facts about a delivery. */
export const DeliverySummary = ({ delivery }: { delivery: Delivery }) => {
  const classes = useStyles();
  const { applied, attempted, source, suspension, health } = delivery;
  const trouble = sourceTrouble(delivery);
  const wants = source?.revision ?? attempted;
  const isBehind = wants && wants.raw !== applied?.raw;
  return (
    <>
      {/* That it runs, and what, stands in the facts already. */}
      {delivery.state !== 'Ready' && (
        <Typography className={classes.sentence}>
          {suspension ? (
            <SuspensionText suspension={suspension} />
          ) : (
            delivery.sentence
          )}
        </Typography>
      )}
      {trouble && (
        <Typography className={classes.sentence}>{trouble}</Typography>
      )}
      <dl className={classes.facts}>
        <Fact term="Runs">
          {applied ? (
            <RevisionText revision={applied} withCommit />
          ) : (
            'nothing yet'
          )}
        </Fact>
        {isBehind && (
          <Fact term="Wants">
            <RevisionText revision={wants} withCommit />
          </Fact>
        )}
        <Fact term="Last applied">
          {delivery.lastAppliedAt ? (
            <RelativeTime time={delivery.lastAppliedAt} />
          ) : (
            'never'
          )}
        </Fact>
        <Fact term="Health">{healthText(health)}</Fact>
        {delivery.nextRunAt && (
          <Fact term="Next check">
            <RelativeTime time={delivery.nextRunAt} />
          </Fact>
        )}
        {source && (
          <Fact term={`Source ${source.ref.kind}`}>
            <span className={classes.source}>
              <StateLabel state={source.state} /> {source.ref.name}
            </span>
            {source.url}
            {delivery.path && <> · {delivery.path}</>}
          </Fact>
        )}
      </dl>
    </>
  );
};
