import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import { useRef, useState, type FormEvent } from 'react';
import type {
  GitOpsObject,
  SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';

const HOUR_MS = 3_600_000;

const DURATIONS = [
  ['suspendDialog.untilResumed', 0],
  ['suspendDialog.oneHour', HOUR_MS],
  ['suspendDialog.fourHours', 4 * HOUR_MS],
  ['suspendDialog.oneDay', 24 * HOUR_MS],
  ['suspendDialog.oneWeek', 7 * 24 * HOUR_MS],
] as const;

/** For how long, in milliseconds; 0 until somebody resumes it. */
const DurationField = (props: {
  value: number;
  onChange: (ms: number) => void;
}) => {
  const { t } = useTexts();
  return (
    <TextField
      label={t('suspendDialog.duration')}
      value={props.value}
      onChange={event => props.onChange(Number(event.target.value))}
      select
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true, htmlFor: 'gitops-suspend-for' }}
      inputProps={{ id: 'gitops-suspend-for' }}
      fullWidth
      margin="normal"
    >
      {DURATIONS.map(([text, ms]) => (
        <option key={ms} value={ms}>
          {t(text)}
        </option>
      ))}
    </TextField>
  );
};

/** Asks why and for how long, and says what will happen to how many objects. */
export const SuspendDialog = (props: {
  object: GitOpsObject;
  onClose: () => void;
  onSuspend: (request: SuspendRequest) => void;
}) => {
  const { t } = useTexts();
  const { object, onClose, onSuspend } = props;
  const [reason, setReason] = useState('');
  const [forMs, setForMs] = useState(0);
  const reasonRef = useRef<HTMLInputElement>(null);
  const count = object.inventory?.health.total;
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
      aria-labelledby="gitops-suspend-title"
      fullWidth
      TransitionProps={{ onEntered: () => reasonRef.current?.focus() }}
    >
      <form onSubmit={submit}>
        <DialogTitle id="gitops-suspend-title">
          {t('suspendDialog.title', { name: object.ref.name })}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>
            {count === undefined
              ? t('suspendDialog.keepsContent')
              : t('suspendDialog.keepsRunning', { count })}
          </DialogContentText>
          <TextField
            id="gitops-suspend-reason"
            label={t('suspendDialog.reason')}
            helperText={t('suspendDialog.reasonHelp')}
            value={reason}
            onChange={event => setReason(event.target.value)}
            inputProps={{ maxLength: 500 }}
            inputRef={reasonRef}
            required
            fullWidth
            margin="normal"
          />
          <DurationField value={forMs} onChange={setForMs} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('suspendDialog.cancel')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={reason.trim() === ''}
          >
            {t('suspendDialog.suspend')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
