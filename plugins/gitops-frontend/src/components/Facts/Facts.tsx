import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';
import { RelativeTime } from '../RelativeTime';

const useStyles = makeStyles(theme => ({
  term: { color: theme.palette.text.secondary },
  value: { margin: 0, overflowWrap: 'anywhere' },
  code: { fontFamily: 'monospace' },
}));

/** One line of a description list. */
export const FactItem = (props: { term: string; children: ReactNode }) => {
  const classes = useStyles();
  return (
    <div>
      <Typography variant="caption" component="dt" className={classes.term}>
        {props.term}
      </Typography>
      <Typography variant="body2" component="dd" className={classes.value}>
        {props.children}
      </Typography>
    </div>
  );
};

/** What the rendering of a fact is given. */
export interface FactProps {
  readonly value: string;
}

/** A fact as text. */
export const TextFact = ({ value }: FactProps) => <>{value}</>;

/** A fact that is a path, a reference or another name for programs. */
export const CodeFact = ({ value }: FactProps) => {
  const classes = useStyles();
  return <span className={classes.code}>{value}</span>;
};

/** A digest by its first digits; the whole is its title. */
export const DigestFact = ({ value }: FactProps) => (
  <span title={value}>
    <CodeFact value={value.replace(/^[^:]*:/, '').slice(0, 12)} />
  </span>
);

/** A fact that is an address; only those that a browser opens become links. */
export const LinkFact = ({ value }: FactProps) =>
  /^https?:\/\//.test(value) ? <Link to={value}>{value}</Link> : <>{value}</>;

/** A fact that is a time (RFC 3339), as its age. */
export const TimeFact = ({ value }: FactProps) => <RelativeTime time={value} />;

/** A fact of several values, one on each line. */
export const ListFact = ({ value }: FactProps) => (
  <>
    {value.split(', ').map(item => (
      <div key={item}>{item}</div>
    ))}
  </>
);
