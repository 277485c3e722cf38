import { makeStyles } from '@material-ui/core/styles';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import {
  formatObjectRef,
  type GitOpsObject,
} from '@backstage-gitops/plugin-gitops-common';
import type { RowFocus } from '../../hooks';
import { reachedRevision, sinceOf } from '../../objects';
import { RelativeTime } from '../RelativeTime';
import { RevisionText } from '../RevisionText';
import { StateLabel } from '../StateLabel';
import { StatusText } from '../StatusText';

const useStyles = makeStyles(theme => ({
  row: { cursor: 'pointer' },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  why: { color: theme.palette.text.secondary, maxWidth: 560 },
  open: {
    font: 'inherit',
    color: 'inherit',
    background: 'none',
    border: 0,
    padding: 0,
    cursor: 'pointer',
    textAlign: 'left',
    '&:hover': { textDecoration: 'underline' },
  },
  revision: { maxWidth: 340 },
  short: { whiteSpace: 'nowrap' },
}));

/** What a row or a card of the list is given. */
export interface ObjectItemProps {
  readonly object: GitOpsObject;
  readonly isSelected: boolean;
  readonly onOpen: () => void;
  readonly focus: RowFocus;
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

/** An object as a row of the table. */
export const ObjectRow = (props: ObjectItemProps) => {
  const classes = useStyles();
  const { object, isSelected, onOpen, focus } = props;
  const { ref, revision: revisions } = object;
  const key = formatObjectRef(ref);
  const since = sinceOf(object);
  const revision = reachedRevision(object) ?? revisions?.attempted;
  return (
    <TableRow
      hover
      selected={isSelected}
      className={classes.row}
      onClick={onOpen}
      onKeyDown={event => {
        const step = STEPS[event.key];
        if (!step) return;
        event.preventDefault();
        focus.move(key, step);
      }}
    >
      <TableCell>
        <StateLabel state={object.state} />
      </TableCell>
      <TableCell>
        <button
          type="button"
          ref={focus.refOf(key)}
          className={classes.open}
          aria-pressed={isSelected}
        >
          <span className={classes.name}>
            {ref.namespace}/{ref.name}
          </span>
        </button>
        <StatusText object={object} className={classes.why} isBrief />
      </TableCell>
      <TableCell className={classes.short}>{ref.kind}</TableCell>
      <TableCell className={classes.short}>{ref.cluster}</TableCell>
      <TableCell className={classes.revision}>
        {revision ? <RevisionText revision={revision} withCommit /> : '–'}
      </TableCell>
      <TableCell className={classes.short}>
        {since ? <RelativeTime time={since} bare /> : '–'}
      </TableCell>
    </TableRow>
  );
};
