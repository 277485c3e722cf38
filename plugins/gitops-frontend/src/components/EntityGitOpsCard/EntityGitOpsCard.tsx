import { InfoCard } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import type { EntityName } from '@backstage-gitops/plugin-gitops-common';
import { isDenied } from '../../api';
import {
  useEntityName,
  useGitOpsObjects,
  useTexts,
  type GitOpsObjects,
} from '../../hooks';
import { mostRelevant, staleSince } from '../../objects';
import { LiveIndicator } from '../LiveIndicator';
import { CardSummary } from './CardSummary';

/** The layout of the card before there is anything in it. */
const Loading = ({ problem }: { problem?: unknown }) => {
  const { t, wordError } = useTexts();
  return (
    <Box role="status" aria-label={t('list.loading')}>
      {problem !== undefined && (
        <Typography variant="body2">
          {wordError(problem)} ({t('live.connecting')})
        </Typography>
      )}
      <Skeleton width="70%" />
      <Skeleton width="50%" />
      <Skeleton width="90%" />
    </Box>
  );
};

const Body = ({
  live,
  entity,
}: {
  live: GitOpsObjects;
  entity: EntityName;
}) => {
  const { t, word, wordError } = useTexts();
  const { snapshot, error, problem, retry } = live;
  if (error) {
    return (
      <>
        <Typography>{wordError(error)}</Typography>
        {!isDenied(error) && (
          <Button size="small" onClick={retry}>
            {t('refused.retry')}
          </Button>
        )}
      </>
    );
  }
  if (!snapshot) return <Loading problem={problem} />;
  const object = mostRelevant(snapshot.objects);
  if (object) {
    return <CardSummary object={object} snapshot={snapshot} entity={entity} />;
  }
  const [lost] = snapshot.unresolved;
  return (
    <Typography>
      {lost
        ? t('notice.ofReference', {
            kind: lost.kind,
            reference: lost.reference,
            sentence: word(lost.statement),
          })
        : t('card.empty')}
    </Typography>
  );
};

/** The card "GitOps" of an entity's overview: does it run what was committed? */
export const EntityGitOpsCard = () => {
  const entity = useEntityName();
  const live = useGitOpsObjects(entity);
  const since = staleSince(live.snapshot, live.brokenSince);
  return (
    <InfoCard
      title="GitOps"
      variant="gridItem"
      headerProps={{
        action: since ? <LiveIndicator staleSince={since} /> : undefined,
      }}
    >
      <Body live={live} entity={entity} />
    </InfoCard>
  );
};
