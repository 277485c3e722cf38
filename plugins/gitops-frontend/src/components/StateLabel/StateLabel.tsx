import { makeStyles, type Theme } from '@material-ui/core/styles';
import Autorenew from '@material-ui/icons/Autorenew';
import CheckCircle from '@material-ui/icons/CheckCircle';
import HelpOutline from '@material-ui/icons/HelpOutline';
import PauseCircleFilled from '@material-ui/icons/PauseCircleFilled';
import ReportProblem from '@material-ui/icons/ReportProblem';
import type { ComponentType } from 'react';
import type { ObjectState } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';

/** Each state has a shape of its own; the colour only repeats what the shape says. */
const ICONS: Record<ObjectState, ComponentType<{ fontSize: 'small' }>> = {
  Ready: CheckCircle,
  Reconciling: Autorenew,
  Failed: ReportProblem,
  Suspended: PauseCircleFilled,
  Unknown: HelpOutline,
};

/** The five state tokens: text on the theme's paper at 4.5:1 or better. */
const COLOURS: Record<'light' | 'dark', Record<ObjectState, string>> = {
  light: {
    Ready: '#1b7a35',
    Reconciling: '#1f5fae',
    Failed: '#c0272d',
    Suspended: '#8a5a00',
    Unknown: '#5f6368',
  },
  dark: {
    Ready: '#71cf88',
    Reconciling: '#8ab8f0',
    Failed: '#ff8a80',
    Suspended: '#f0c067',
    Unknown: '#b4b8bd',
  },
};

/** Colour of a state in the host's theme. */
export function colourOfState(theme: Theme, state: ObjectState): string {
  return COLOURS[theme.palette.type][state];
}

const useStyles = makeStyles(theme => ({
  label: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    fontWeight: 600,
    whiteSpace: 'nowrap',
    color: ({ state }: { state: ObjectState }) => colourOfState(theme, state),
  },
  turning: {
    display: 'inline-flex',
    '@media (prefers-reduced-motion: no-preference)': {
      animation: '$turn 2s linear infinite',
    },
  },
  still: { display: 'inline-flex' },
  '@keyframes turn': {
    from: { transform: 'rotate(0deg)' },
    to: { transform: 'rotate(360deg)' },
  },
}));

/** A state as icon and word. */
export const StateLabel = ({ state }: { state: ObjectState }) => {
  const classes = useStyles({ state });
  const { t } = useTexts();
  const Icon = ICONS[state];
  return (
    <span className={classes.label}>
      <span
        className={state === 'Reconciling' ? classes.turning : classes.still}
        aria-hidden
      >
        <Icon fontSize="small" />
      </span>
      {t(`state.${state}`)}
    </span>
  );
};
