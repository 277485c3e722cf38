import { WarningPanel } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import type { EntitySnapshot } from '@backstage-gitops/plugin-gitops-common';
import { useTexts, type Texts } from '../../hooks';

/** References that lead nowhere, and problems of clusters, as sentences. */
function sentencesOf(
  { t, word }: Texts,
  { unresolved, clusters }: EntitySnapshot,
): string[] {
  return [
    ...unresolved.map(({ kind, reference, statement }) =>
      t('notice.ofReference', { kind, reference, sentence: word(statement) }),
    ),
    ...clusters.flatMap(({ name, problems }) =>
      problems.map(problem =>
        t('notice.ofCluster', { cluster: name, sentence: word(problem) }),
      ),
    ),
  ];
}

/** What is missing from the list, above it. `others` come first. */
export const Notices = (props: {
  snapshot: EntitySnapshot;
  others?: readonly string[];
}) => {
  const texts = useTexts();
  const [first, ...rest] = [
    ...(props.others ?? []),
    ...sentencesOf(texts, props.snapshot),
  ];
  if (!first) return null;
  return (
    <Box mb={2}>
      <WarningPanel severity="warning" title={first}>
        {rest.length > 0 &&
          rest.map(sentence => (
            <Typography key={sentence}>{sentence}</Typography>
          ))}
      </WarningPanel>
    </Box>
  );
};
