import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import { useState } from 'react';
import type {
  ActionName,
  ActionOffer,
  GitOpsObject,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts, type ObjectActions, type Texts } from '../../hooks';
import { SuspendDialog } from '../SuspendDialog';

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
}));

/** For whom the buttons are. */
interface Caller {
  readonly entityRef: string;
  /** Owners of the entity; entity references. */
  readonly owners: readonly string[];
}

/** A button that says why it cannot be pressed. */
const ActionButton = (props: {
  text: string;
  /** Why not; undefined when it can be pressed. */
  refusal?: string;
  isBusy: boolean;
  isPrimary?: boolean;
  onClick: () => void;
}) => (
  <Tooltip title={props.refusal ?? ''}>
    <span>
      <Button
        variant="outlined"
        color={props.isPrimary ? 'primary' : 'default'}
        size="small"
        disabled={props.isBusy || props.refusal !== undefined}
        onClick={props.onClick}
        aria-label={
          props.refusal ? `${props.text} (${props.refusal})` : undefined
        }
      >
        {props.text}
      </Button>
    </span>
  </Tooltip>
);

/** The offers that make sense now: a suspended object can only be resumed. */
function offersOf({ actions, suspension }: GitOpsObject): ActionOffer[] {
  const isSuspended = suspension !== undefined;
  return actions.filter(({ action }) => (action === 'resume') === isSuspended);
}

function refusalOf(
  { t, word }: Texts,
  offer: ActionOffer,
  { match, source }: GitOpsObject,
  caller: Caller,
): string | undefined {
  const { permission, deniedBy } = offer;
  if (deniedBy === 'not-agreed' && match.statement)
    return word(match.statement);
  if (!offer.isAllowed) {
    const params = { permission, ...caller };
    return word({ code: 'permissionMissing', params });
  }
  return offer.action === 'reconcile-with-source' && source?.suspension
    ? t('source.notAskable')
    : undefined;
}

/** What can be done to an object, as buttons with the verbs of the command line. */
export const ActionBar = (props: {
  object: GitOpsObject;
  caller: Caller;
  actions: ObjectActions;
  /** Only the first button. */
  isCompact?: boolean;
}) => {
  const classes = useStyles();
  const texts = useTexts();
  const [isAsking, setAsking] = useState(false);
  const { object, caller, actions, isCompact } = props;
  const offers = offersOf(object).slice(0, isCompact ? 1 : undefined);
  const press = (action: ActionName) => {
    if (action === 'suspend') setAsking(true);
    else void actions.request(object.ref, { action });
  };
  return (
    <div className={classes.root}>
      {offers.map((offer, index) => (
        <ActionButton
          key={offer.action}
          text={texts.t(`action.${offer.action}`)}
          refusal={refusalOf(texts, offer, object, caller)}
          isBusy={actions.isBusy}
          isPrimary={index === 0}
          onClick={() => press(offer.action)}
        />
      ))}
      {isAsking && (
        <SuspendDialog
          object={object}
          onClose={() => setAsking(false)}
          onSuspend={request => {
            setAsking(false);
            void actions.request(object.ref, { action: 'suspend', ...request });
          }}
        />
      )}
    </div>
  );
};
