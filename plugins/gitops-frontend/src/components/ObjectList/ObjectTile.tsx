import Card from '@material-ui/core/Card';
import CardActionArea from '@material-ui/core/CardActionArea';
import CardContent from '@material-ui/core/CardContent';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { formatObjectRef } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { reachedRevision, sinceOf } from '../../objects';
import { RelativeTime } from '../RelativeTime';
import { RevisionText } from '../RevisionText';
import { StateLabel } from '../StateLabel';
import { StatusText } from '../StatusText';
import type { ObjectItemProps } from './ObjectRow';

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

/** An object as a card, for narrow screens. */
export const ObjectTile = (props: ObjectItemProps) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { object, onOpen, focus } = props;
  const { ref } = object;
  const since = sinceOf(object);
  const revision = reachedRevision(object);
  return (
    <Card className={classes.card} variant="outlined">
      <CardActionArea onClick={onOpen} ref={focus.refOf(formatObjectRef(ref))}>
        <CardContent className={classes.text}>
          <div className={classes.head}>
            <StateLabel state={object.state} />
            {since && (
              <Typography variant="body2" color="textSecondary">
                <RelativeTime time={since} bare />
              </Typography>
            )}
          </div>
          <Typography variant="subtitle1" component="p">
            {ref.namespace}/{ref.name}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {t('list.kindOnCluster', { kind: ref.kind, cluster: ref.cluster })}
          </Typography>
          {revision && (
            <Typography variant="body2" component="div">
              <RevisionText revision={revision} withCommit />
            </Typography>
          )}
          <StatusText object={object} isBrief />
        </CardContent>
      </CardActionArea>
    </Card>
  );
};
