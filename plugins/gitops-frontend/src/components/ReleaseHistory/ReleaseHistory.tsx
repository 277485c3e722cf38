import Box from '@material-ui/core/Box';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type {
  DriftFacet,
  ReleaseDecision,
  ReleaseSnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { CodeFact, DigestFact } from '../Facts';
import { RelativeTime } from '../RelativeTime';
import type { Section, SectionProps } from '../Sections/Section';

const useStyles = makeStyles({
  scroll: { overflowX: 'auto' },
  short: { whiteSpace: 'nowrap' },
  diff: {
    margin: 0,
    fontFamily: 'monospace',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
});

const COLUMNS = [
  'version',
  'status',
  'chart',
  'values',
  'tests',
  'deployed',
] as const;

const Release = ({ release }: { release: ReleaseSnapshot }) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { version, status, action, chart, valuesDigest, tests } = release;
  return (
    <TableRow>
      <TableCell>{version}</TableCell>
      <TableCell className={classes.short}>
        {action ? `${status} (${action})` : status}
      </TableCell>
      <TableCell>
        <CodeFact value={chart} />
      </TableCell>
      <TableCell className={classes.short}>
        <DigestFact value={valuesDigest} />
      </TableCell>
      <TableCell>
        {tests.length === 0
          ? t('release.noTests')
          : tests.map(({ name, phase }) => (
              <div key={name}>{`${name}: ${phase}`}</div>
            ))}
      </TableCell>
      <TableCell className={classes.short}>
        <RelativeTime time={release.deployedAt} />
      </TableCell>
    </TableRow>
  );
};

const Drift = ({ drift }: { drift: DriftFacet }) => {
  const classes = useStyles();
  const { t } = useTexts();
  return (
    <Box mb={2}>
      <Typography>
        {t(drift.isPresent ? 'release.drift' : 'release.pastDrift')}{' '}
        <RelativeTime time={drift.at} />
      </Typography>
      <pre className={classes.diff}>{drift.diff}</pre>
    </Box>
  );
};

const Decision = ({ decision }: { decision: ReleaseDecision }) => {
  const { t } = useTexts();
  const { rule, next, reason, installFailures, upgradeFailures } = decision;
  const text = t('release.decision', {
    rule,
    next,
    installs: String(installFailures),
    upgrades: String(upgradeFailures),
  });
  return (
    <Typography paragraph>
      {text} {reason && <CodeFact value={reason} />}{' '}
      <RelativeTime time={decision.at} />
    </Typography>
  );
};

const ReleasesSection = ({ detail }: SectionProps) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { history = [], drift, decision } = detail.releases ?? {};
  return (
    <>
      {drift && <Drift drift={drift} />}
      {decision && <Decision decision={decision} />}
      {history.length === 0 ? (
        <Typography color="textSecondary">{t('release.none')}</Typography>
      ) : (
        <div className={classes.scroll}>
          <Table size="small" aria-label={t('panel.releases')}>
            <TableHead>
              <TableRow>
                {COLUMNS.map(column => (
                  <TableCell key={column} className={classes.short}>
                    {t(`release.${column}`)}
                  </TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {history.map(release => (
                <Release
                  key={`${release.version} ${release.deployedAt} ${release.status}`}
                  release={release}
                />
              ))}
            </TableBody>
          </Table>
        </div>
      )}
    </>
  );
};

/** What an object has released, how the cluster differs from it, and why it acts. */
export const releasesSection: Section = {
  id: 'releases',
  title: t => t('panel.releases'),
  Component: ReleasesSection,
};
