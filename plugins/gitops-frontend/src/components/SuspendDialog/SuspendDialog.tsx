import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import { useRef, useState, type FormEvent } from 'react';
import type {
  Delivery,
  SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';

const DURATIONS: readonly (readonly [string, number])[] = [
  ['until somebody resumes it', 0],
  ['for 1 hour', 3_600_000],
  ['for 4 hours', 4 * 3_600_000],
  ['for 1 day', 24 * 3_600_000],
  ['for 1 week', 7 * 24 * 3_600_000],
];

/** Asks why and for how long, and says what will happen to how many objects. */
export const SuspendDialog = (props: {
  delivery: Delivery;
  onClose: () => void;
  onSuspend: (request: SuspendRequest) => void;
}) => {
  const { delivery, onClose, onSuspend } = props;
  const [reason, setReason] = useState('');
  const [forMs, setForMs] = useState(0);
  const reasonRef = useRef<HTMLInputElement>(null);
  const { total } = delivery.health;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSuspend({
      reason: reason.trim(),
      until: forMs ? new Date(Date.now() + forMs).toISOString() : undefined,
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby="suspend-title"
      fullWidth
      TransitionProps={{ onEntered: () => reasonRef.current?.focus() }}
    >
      <form onSubmit={submit}>
        <DialogTitle id="suspend-title">
          Suspend {delivery.ref.name}?
        </DialogTitle>
        <DialogContent>
          <DialogContentText>
            {total === 1 ? 'The object' : `The ${total} objects`} it has applied
            keep running. New commits are not applied, and changes made by hand
            are not reverted, until it is resumed.
          </DialogContentText>
          <TextField
            id="suspend-reason"
            label="Why"
            helperText="Shown to everybody who looks at this delivery"
            value={reason}
            onChange={event => setReason(event.target.value)}
            inputProps={{ maxLength: 500 }}
            inputRef={reasonRef}
            required
            fullWidth
            margin="normal"
          />
          <TextField
            label="How long"
            value={forMs}
            onChange={event => setForMs(Number(event.target.value))}
            select
            SelectProps={{ native: true }}
            InputLabelProps={{ shrink: true, htmlFor: 'suspend-for' }}
            inputProps={{ id: 'suspend-for' }}
            fullWidth
            margin="normal"
          >
            {DURATIONS.map(([text, ms]) => (
              <option key={ms} value={ms}>
                {text}
              </option>
            ))}
          </TextField>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={reason.trim() === ''}
          >
            Suspend
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
