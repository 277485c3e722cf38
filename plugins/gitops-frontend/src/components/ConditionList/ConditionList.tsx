import Box from '@material-ui/core/Box';
import Divider from '@material-ui/core/Divider';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  ConditionView,
  DeliveryState,
} from '@backstage-gitops/plugin-gitops-common';
import { RelativeTime } from '../RelativeTime';
import { StateLabel } from '../StateLabel';

const useStyles = makeStyles(theme => ({
  raw: {
    fontFamily: 'monospace',
    fontSize: theme.typography.caption.fontSize,
    color: theme.palette.text.secondary,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    margin: theme.spacing(0.5, 0, 0),
    userSelect: 'all',
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1.5),
    alignItems: 'center',
  },
}));

/** `Stalled` is bad when true, `Reconciling` is work, the others are good when true. */
function stateOf({ type, status }: ConditionView): DeliveryState {
  if (status === 'Unknown') return 'Reconciling';
  const isTrue = status === 'True';
  if (type === 'Stalled') return isTrue ? 'Failed' : 'Ready';
  if (type === 'Reconciling') return isTrue ? 'Reconciling' : 'Ready';
  return isTrue ? 'Ready' : 'Failed';
}

/** Conditions in words, with what the controller wrote below each. */
export const ConditionList = (props: {
  title: string;
  conditions: readonly ConditionView[];
}) => {
  const classes = useStyles();
  return (
    <Box mb={3}>
      <Typography variant="subtitle1" component="h4">
        {props.title}
      </Typography>
      {props.conditions.length === 0 && (
        <Typography color="textSecondary">
          No controller has written a condition yet.
        </Typography>
      )}
      {props.conditions.map(condition => (
        <Box key={condition.type} py={1}>
          <div className={classes.head}>
            <StateLabel state={stateOf(condition)} />
            <strong>{condition.type}</strong>
            <Typography variant="body2" color="textSecondary" component="span">
              since <RelativeTime time={condition.lastTransitionTime} bare />
            </Typography>
          </div>
          <Typography variant="body2">{condition.sentence}</Typography>
          <pre className={classes.raw}>
            {condition.reason}: {condition.message}
          </pre>
          <Divider />
        </Box>
      ))}
    </Box>
  );
};
