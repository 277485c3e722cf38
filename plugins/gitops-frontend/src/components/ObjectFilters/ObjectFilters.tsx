import FormControl from '@material-ui/core/FormControl';
import InputLabel from '@material-ui/core/InputLabel';
import Select from '@material-ui/core/Select';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import type { ReactNode, RefObject } from 'react';
import type { ObjectState } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import type { Filters } from '../../objects';

const STATES: readonly ObjectState[] = [
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

/** A value to filter by, and how it is shown. */
interface Option {
  readonly value: string;
  readonly text: string;
}

const Choice = (props: {
  id: string;
  label: string;
  all: string;
  value: string;
  options: readonly Option[];
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
        {props.options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </FormControl>
  );
};

/** Cluster, state and text to filter by; `children` stand at the end of the line. */
export const ObjectFilters = (props: {
  clusters: readonly string[];
  filters: Filters;
  onChange: (filters: Partial<Filters>) => void;
  searchRef: RefObject<HTMLInputElement>;
  children: ReactNode;
}) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { filters, onChange } = props;
  return (
    <div className={classes.root}>
      <Choice
        id="gitops-cluster"
        label={t('filter.cluster')}
        all={t('filter.allClusters')}
        value={filters.cluster}
        options={props.clusters.map(name => ({ value: name, text: name }))}
        onChange={cluster => onChange({ cluster })}
      />
      <Choice
        id="gitops-state"
        label={t('filter.state')}
        all={t('filter.anyState')}
        value={filters.state}
        options={STATES.map(state => ({
          value: state,
          text: t(`state.${state}`),
        }))}
        onChange={state => onChange({ state })}
      />
      <TextField
        className={classes.search}
        label={t('filter.search')}
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
