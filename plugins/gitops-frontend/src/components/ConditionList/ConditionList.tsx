import Box from '@material-ui/core/Box';
import Divider from '@material-ui/core/Divider';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  ConditionView,
  ObjectState,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { RelativeTime } from '../RelativeTime';
import { StateLabel } from '../StateLabel';
import { RawText } from '../StatusText';

const useStyles = makeStyles(theme => ({
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1.5),
    alignItems: 'center',
  },
}));

/** Conditions that are true while something is not as it should be. */
const ABNORMAL: Readonly<Record<string, ObjectState>> = {
  Stalled: 'Failed',
  Reconciling: 'Reconciling',
  FetchFailed: 'Failed',
  BuildFailed: 'Failed',
  StorageOperationFailed: 'Failed',
  IncludeUnavailable: 'Failed',
  ArtifactOutdated: 'Reconciling',
  Drifted: 'Failed',
  DriftDiff: 'Failed',
  Remediated: 'Failed',
};

function stateOf({ type, status }: ConditionView): ObjectState {
  if (status === 'Unknown') return 'Reconciling';
  const isTrue = status === 'True';
  if (Object.hasOwn(ABNORMAL, type)) return isTrue ? ABNORMAL[type] : 'Ready';
  return isTrue ? 'Ready' : 'Failed';
}

const Condition = ({ condition }: { condition: ConditionView }) => {
  const classes = useStyles();
  const { t, word } = useTexts();
  const { type, reason, message, lastTransitionTime, statement } = condition;
  const age = <RelativeTime time={lastTransitionTime} bare />;
  return (
    <Box py={1}>
      <div className={classes.head}>
        <StateLabel state={stateOf(condition)} />
        <strong>{type}</strong>
        <Typography variant="body2" color="textSecondary" component="span">
          {t('condition.since', { age })}
        </Typography>
      </div>
      <Typography variant="body2">{word(statement, condition)}</Typography>
      <RawText reason={reason} message={message} />
      <Divider />
    </Box>
  );
};

/** Conditions in words, with what the controller wrote below each. */
export const ConditionList = (props: {
  title: string;
  conditions: readonly ConditionView[];
}) => {
  const { t } = useTexts();
  return (
    <Box mb={3}>
      <Typography variant="subtitle1" component="h4">
        {props.title}
      </Typography>
      {props.conditions.length === 0 && (
        <Typography color="textSecondary">{t('condition.none')}</Typography>
      )}
      {props.conditions.map(condition => (
        <Condition key={condition.type} condition={condition} />
      ))}
    </Box>
  );
};
