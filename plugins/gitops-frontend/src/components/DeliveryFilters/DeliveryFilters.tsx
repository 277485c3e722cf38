import FormControl from '@material-ui/core/FormControl';
import InputLabel from '@material-ui/core/InputLabel';
import Select from '@material-ui/core/Select';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import type { ReactNode, RefObject } from 'react';
import type {
  Delivery,
  DeliveryState,
} from '@backstage-gitops/plugin-gitops-common';
import type { ViewState } from '../../hooks';

const STATES: readonly DeliveryState[] = [
  'Failed',
  'Reconciling',
  'Ready',
  'Suspended',
  'Unknown',
];

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(2),
  },
  select: { minWidth: 140 },
  search: { flex: '1 1 180px', maxWidth: 320 },
  end: {
    marginLeft: 'auto',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
}));

type Filters = Pick<ViewState, 'cluster' | 'state' | 'search'>;

/** The deliveries that the filters let through. */
export function filterDeliveries(
  deliveries: readonly Delivery[],
  { cluster, state, search }: Filters,
): Delivery[] {
  const text = search.trim().toLowerCase();
  return deliveries.filter(
    ({ ref, state: is, sentence, applied }) =>
      (!cluster || ref.cluster === cluster) &&
      (!state || is === state) &&
      (!text ||
        [ref.name, ref.namespace, ref.cluster, sentence, applied?.raw]
          .join(' ')
          .toLowerCase()
          .includes(text)),
  );
}

const Choice = (props: {
  id: string;
  label: string;
  all: string;
  value: string;
  values: readonly string[];
  onChange: (value: string) => void;
}) => {
  const classes = useStyles();
  return (
    <FormControl variant="outlined" size="small" className={classes.select}>
      <InputLabel htmlFor={props.id} shrink>
        {props.label}
      </InputLabel>
      <Select
        native
        label={props.label}
        value={props.value}
        onChange={event => props.onChange(String(event.target.value))}
        inputProps={{ id: props.id }}
      >
        <option value="">{props.all}</option>
        {props.values.map(value => (
          <option key={value}>{value}</option>
        ))}
      </Select>
    </FormControl>
  );
};

/** Cluster, state and text to filter by; `children` stand at the end of the line. */
export const DeliveryFilters = (props: {
  clusters: readonly string[];
  filters: Filters;
  onChange: (filters: Partial<Filters>) => void;
  searchRef: RefObject<HTMLInputElement>;
  children: ReactNode;
}) => {
  const classes = useStyles();
  const { filters, onChange } = props;
  return (
    <div className={classes.root}>
      <Choice
        id="gitops-cluster"
        label="Cluster"
        all="all clusters"
        value={filters.cluster}
        values={props.clusters}
        onChange={cluster => onChange({ cluster })}
      />
      <Choice
        id="gitops-state"
        label="State"
        all="any state"
        value={filters.state}
        values={STATES}
        onChange={state => onChange({ state })}
      />
      <TextField
        className={classes.search}
        label="Search"
        variant="outlined"
        size="small"
        type="search"
        InputLabelProps={{ shrink: true, htmlFor: 'gitops-search' }}
        inputProps={{ id: 'gitops-search' }}
        inputRef={props.searchRef}
        value={filters.search}
        onChange={event => onChange({ search: event.target.value })}
      />
      <div className={classes.end}>{props.children}</div>
    </div>
  );
};
