import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import { useState } from 'react';
import type {
  AllowedActions,
  Delivery,
} from '@backstage-gitops/plugin-gitops-common';
import type { DeliveryActions } from '../../hooks';
import { SuspendDialog } from '../SuspendDialog';

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
}));

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

function denial(permission: string, owners: readonly string[]): string {
  const who = owners.length > 0 ? owners.join(', ') : 'nobody';
  return `You need the permission ${permission}. This is owned by ${who}.`;
}

/** The verbs of the command line as buttons. */
export const DeliveryActionBar = (props: {
  delivery: Delivery;
  allowed: AllowedActions;
  owners: readonly string[];
  actions: DeliveryActions;
  /** Leaves out what the card has no room for. */
  isCompact?: boolean;
}) => {
  const classes = useStyles();
  const [isAsking, setAsking] = useState(false);
  const { delivery, allowed, owners, actions } = props;
  const { ref, source } = delivery;
  const isSuspended = delivery.suspension !== undefined;
  const { isBusy } = actions;
  const mayReconcile = allowed.reconcile
    ? undefined
    : denial('gitops.reconcile', owners);
  const maySuspend = allowed.suspend
    ? undefined
    : denial('gitops.suspend', owners);
  const sourceRefusal =
    source?.suspension || source?.ref.kind !== 'GitRepository'
      ? 'Its source is suspended, or of a kind that the portal cannot ask.'
      : undefined;
  if (isSuspended) {
    return (
      <div className={classes.root}>
        <ActionButton
          text="Resume"
          refusal={maySuspend}
          isBusy={isBusy}
          isPrimary
          onClick={() => void actions.resume(ref)}
        />
      </div>
    );
  }
  return (
    <div className={classes.root}>
      <ActionButton
        text="Reconcile"
        refusal={mayReconcile}
        isBusy={isBusy}
        isPrimary
        onClick={() => void actions.reconcile(ref, false)}
      />
      {!props.isCompact && (
        <>
          <ActionButton
            text="Reconcile with source"
            refusal={mayReconcile ?? sourceRefusal}
            isBusy={isBusy}
            onClick={() => void actions.reconcile(ref, true)}
          />
          <ActionButton
            text="Suspend…"
            refusal={maySuspend}
            isBusy={isBusy}
            onClick={() => setAsking(true)}
          />
        </>
      )}
      {isAsking && (
        <SuspendDialog
          delivery={delivery}
          onClose={() => setAsking(false)}
          onSuspend={request => {
            setAsking(false);
            void actions.suspend(ref, request);
          }}
        />
      )}
    </div>
  );
};
