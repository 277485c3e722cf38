import Paper from '@material-ui/core/Paper';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import {
  formatDeliveryRef,
  type Delivery,
  type DeliveryRef,
} from '@backstage-gitops/plugin-gitops-common';
import { RelativeTime } from '../RelativeTime';
import { RevisionText } from '../RevisionText';
import { StateLabel } from '../StateLabel';
import { DeliveryTile } from './DeliveryTile';
import { sourceTrouble } from './sourceTrouble';

const useStyles = makeStyles(theme => ({
  row: { cursor: 'pointer' },
  name: { fontWeight: 600 },
  why: {
    color: theme.palette.text.secondary,
    maxWidth: 560,
    overflowWrap: 'anywhere',
  },
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

export interface DeliveryListProps {
  readonly deliveries: readonly Delivery[];
  readonly selected?: DeliveryRef;
  readonly onSelect: (ref: DeliveryRef) => void;
}

/** Moves the focus to the row above or below. */
function moveFocus(row: Element, direction: 'next' | 'previous'): void {
  const sibling =
    direction === 'next' ? row.nextElementSibling : row.previousElementSibling;
  sibling?.querySelector<HTMLElement>('[data-open]')?.focus();
}

const Row = (props: {
  delivery: Delivery;
  isSelected: boolean;
  onSelect: () => void;
}) => {
  const classes = useStyles();
  const { delivery, isSelected, onSelect } = props;
  const { ref, applied, attempted, lastAppliedAt } = delivery;
  const trouble = sourceTrouble(delivery);
  const revision = applied ?? attempted;
  return (
    <TableRow
      hover
      selected={isSelected}
      className={classes.row}
      onClick={onSelect}
      onKeyDown={event => {
        if (event.key === 'ArrowDown') moveFocus(event.currentTarget, 'next');
        else if (event.key === 'ArrowUp') {
          moveFocus(event.currentTarget, 'previous');
        } else return;
        event.preventDefault();
      }}
    >
      <TableCell>
        <StateLabel state={delivery.state} />
      </TableCell>
      <TableCell>
        <button
          type="button"
          data-open
          className={classes.open}
          aria-pressed={isSelected}
        >
          <span className={classes.name}>
            {ref.namespace}/{ref.name}
          </span>
        </button>
        {delivery.state !== 'Ready' && (
          <Typography variant="body2" className={classes.why}>
            {delivery.sentence}
          </Typography>
        )}
        {trouble && (
          <Typography variant="body2" className={classes.why}>
            {trouble}
          </Typography>
        )}
      </TableCell>
      <TableCell className={classes.short}>{ref.kind}</TableCell>
      <TableCell className={classes.short}>{ref.cluster}</TableCell>
      <TableCell className={classes.revision}>
        {revision ? <RevisionText revision={revision} withCommit /> : '–'}
      </TableCell>
      <TableCell className={classes.short}>
        {lastAppliedAt ? <RelativeTime time={lastAppliedAt} /> : '–'}
      </TableCell>
    </TableRow>
  );
};

/** Deliveries, one a row; on a narrow screen one a card. */
export const DeliveryList = (props: DeliveryListProps) => {
  const classes = useStyles();
  const { deliveries, selected, onSelect } = props;
  const isNarrow = useMediaQuery(useTheme().breakpoints.down('sm'));
  const isSelected = ({ ref }: Delivery) =>
    selected !== undefined &&
    formatDeliveryRef(selected) === formatDeliveryRef(ref);
  if (isNarrow) {
    return (
      <div>
        {deliveries.map(delivery => (
          <DeliveryTile
            key={formatDeliveryRef(delivery.ref)}
            delivery={delivery}
            onSelect={() => onSelect(delivery.ref)}
          />
        ))}
      </div>
    );
  }
  return (
    <TableContainer component={Paper}>
      <Table aria-label="Deliveries">
        <TableHead>
          <TableRow>
            <TableCell>State</TableCell>
            <TableCell>Delivery</TableCell>
            <TableCell>Kind</TableCell>
            <TableCell className={classes.short}>Cluster</TableCell>
            <TableCell>Runs</TableCell>
            <TableCell className={classes.short}>Last applied</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {deliveries.map(delivery => (
            <Row
              key={formatDeliveryRef(delivery.ref)}
              delivery={delivery}
              isSelected={isSelected(delivery)}
              onSelect={() => onSelect(delivery.ref)}
            />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
