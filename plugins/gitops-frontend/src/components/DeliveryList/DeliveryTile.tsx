import Card from '@material-ui/core/Card';
import CardActionArea from '@material-ui/core/CardActionArea';
import CardContent from '@material-ui/core/CardContent';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Delivery } from '@backstage-gitops/plugin-gitops-common';
import { RelativeTime } from '../RelativeTime';
import { RevisionText } from '../RevisionText';
import { StateLabel } from '../StateLabel';
import { sourceTrouble } from './sourceTrouble';

const useStyles = makeStyles(theme => ({
  card: { marginBottom: theme.spacing(1.5) },
  head: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(0.5),
  },
  text: { overflowWrap: 'anywhere' },
}));

/** A delivery as a card, for narrow screens. */
export const DeliveryTile = (props: {
  delivery: Delivery;
  onSelect: () => void;
}) => {
  const classes = useStyles();
  const { delivery, onSelect } = props;
  const { ref, state, applied, lastAppliedAt } = delivery;
  const trouble = sourceTrouble(delivery);
  return (
    <Card className={classes.card} variant="outlined">
      <CardActionArea onClick={onSelect}>
        <CardContent className={classes.text}>
          <div className={classes.head}>
            <StateLabel state={state} />
            {lastAppliedAt && (
              <Typography variant="body2" color="textSecondary">
                <RelativeTime time={lastAppliedAt} />
              </Typography>
            )}
          </div>
          <Typography variant="subtitle1" component="p">
            {ref.namespace}/{ref.name}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {ref.kind} on {ref.cluster}
          </Typography>
          {applied && (
            <Typography variant="body2" component="div">
              <RevisionText revision={applied} withCommit />
            </Typography>
          )}
          {state !== 'Ready' && (
            <Typography variant="body2">{delivery.sentence}</Typography>
          )}
          {trouble && <Typography variant="body2">{trouble}</Typography>}
        </CardContent>
      </CardActionArea>
    </Card>
  );
};
