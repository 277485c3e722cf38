import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  EntitySnapshot,
  GitOpsObject,
  ObjectDetail,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts, type ObjectActions } from '../../hooks';
import { isHidden } from '../../objects';
import { ActionBar } from '../ActionBar';
import { Caveat, NotAgreed } from '../NotAgreed';
import { StateLabel } from '../StateLabel';
import { RawText, StatusText } from '../StatusText';
import { MissingPermissions } from './MissingPermissions';
import { SectionTabs } from './SectionTabs';
import { SummaryFacts } from './SummaryFacts';
import { SuspensionText } from './SuspensionText';

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
}));

/** What the object page is given. */
export interface ObjectPanelProps {
  readonly object: GitOpsObject;
  readonly detail?: ObjectDetail;
  readonly snapshot: Pick<EntitySnapshot, 'entityRef' | 'owners'>;
  readonly actions: ObjectActions;
  /** Id of the open section. */
  readonly view: string;
  readonly onView: (view: string) => void;
  /** On narrow screens: the way back to the list. */
  readonly onBack?: () => void;
}

/** The state in words, and what the controller wrote where it is not well. */
const Status = ({ object }: { object: GitOpsObject }) => {
  const { state, suspension, reason, message } = object;
  if (suspension) {
    return (
      <Typography variant="body2">
        <SuspensionText suspension={suspension} />
      </Typography>
    );
  }
  return (
    <>
      <StatusText object={object} />
      {(state === 'Failed' || state === 'Unknown') && (
        <RawText reason={reason} message={message} />
      )}
    </>
  );
};

const Content = (props: ObjectPanelProps) => {
  const { object, detail, snapshot, view, onView } = props;
  return (
    <>
      <Status object={object} />
      <MissingPermissions object={object} owners={snapshot.owners} />
      <SummaryFacts object={object} />
      <Caveat object={object} />
      <SectionTabs
        object={object}
        detail={detail}
        view={view}
        onView={onView}
      />
    </>
  );
};

/** The lower half of the tab: one object with everything about it. */
export const ObjectPanel = (props: ObjectPanelProps) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { object, snapshot, actions, onBack } = props;
  const { kind, namespace, name } = object.ref;
  return (
    <Paper
      className={classes.root}
      component="section"
      aria-label={`${kind} ${namespace}/${name}`}
    >
      {onBack && (
        <Button size="small" onClick={onBack}>
          {t('panel.back')}
        </Button>
      )}
      <div className={classes.head}>
        <StateLabel state={object.state} />
        <Typography variant="h6" component="h3" className={classes.title}>
          {namespace}/{name}
        </Typography>
        {!isHidden(object) && (
          <div className={classes.actions}>
            <ActionBar object={object} caller={snapshot} actions={actions} />
          </div>
        )}
      </div>
      {isHidden(object) ? (
        <NotAgreed object={object} owners={snapshot.owners} />
      ) : (
        <Content {...props} />
      )}
    </Paper>
  );
};
