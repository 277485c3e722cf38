import { makeStyles } from '@material-ui/core/styles';
import type { ReactNode } from 'react';
import type {
  GitOpsObject,
  TargetFacet,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { viewOf } from '../../kinds';
import { reachedRevision, wantedRevision } from '../../objects';
import { FactItem, TextFact } from '../Facts';
import { healthText } from '../HealthText';
import { RelativeTime } from '../RelativeTime';
import { RevisionText } from '../RevisionText';
import { SourceFact } from './SourceFact';

const useStyles = makeStyles(theme => ({
  facts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(210px, 45%), 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(2, 0),
  },
}));

/** What an object has reached, what it should reach, and when. */
const RevisionFacts = ({ object }: { object: GitOpsObject }) => {
  const { t } = useTexts();
  const { labels } = viewOf(object);
  if (!labels) return null;
  const reached = reachedRevision(object);
  const wanted = wantedRevision(object);
  const reachedAt = object.revision?.reachedAt;
  return (
    <>
      <FactItem term={labels.revision(t)}>
        {reached ? (
          <RevisionText revision={reached} withCommit />
        ) : (
          t('revision.none')
        )}
      </FactItem>
      {wanted && (
        <FactItem term={t('label.wants')}>
          <RevisionText revision={wanted} withCommit />
        </FactItem>
      )}
      {labels.reachedAt && (
        <FactItem term={labels.reachedAt(t)}>
          {reachedAt ? <RelativeTime time={reachedAt} /> : t('label.never')}
        </FactItem>
      )}
    </>
  );
};

/** The cluster that an object applies to, and why nothing is known of it. */
const TargetText = ({ target }: { target: TargetFacet }) => {
  const { word } = useTexts();
  return (
    <>
      {target.cluster && <div>{target.cluster}</div>}
      {target.statement && word(target.statement)}
    </>
  );
};

/** The facets that every kind has in the same form. */
const FacetFacts = ({ object }: { object: GitOpsObject }) => {
  const { t } = useTexts();
  const { inventory, target, schedule } = object;
  const lines: [string, ReactNode][] = [
    [t('label.health'), inventory && healthText(inventory, t)],
    [t('label.target'), target && <TargetText target={target} />],
    [
      t('label.nextRun'),
      schedule?.nextRunAt && <RelativeTime time={schedule.nextRunAt} />,
    ],
  ];
  return (
    <>
      {lines.map(
        ([term, content]) =>
          content && (
            <FactItem key={term} term={term}>
              {content}
            </FactItem>
          ),
      )}
    </>
  );
};

/** The facts about an object, as a description list. */
export const SummaryFacts = ({ object }: { object: GitOpsObject }) => {
  const classes = useStyles();
  const { t } = useTexts();
  const view = viewOf(object);
  return (
    <dl className={classes.facts}>
      <RevisionFacts object={object} />
      <FacetFacts object={object} />
      {object.facts.map(({ code, value }) => {
        const Fact = view.facts[code] ?? TextFact;
        return (
          <FactItem key={code} term={t(`fact.${code}`)}>
            <Fact value={value} />
          </FactItem>
        );
      })}
      {object.source && <SourceFact source={object.source} />}
    </dl>
  );
};
