import { CodeSnippet } from '@backstage/core-components';
import { EntityRefLinks } from '@backstage/plugin-catalog-react';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import type { GitOpsObject } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';

/** The annotation that is missing, to be copied into a manifest. */
const Annotation = ({ object }: { object: GitOpsObject }) => {
  const { t } = useTexts();
  const { match, ref } = object;
  const { statement } = match;
  if (!statement || !('annotation' in statement.params)) return null;
  if (!('value' in statement.params)) return null;
  const { annotation, value } = statement.params;
  const name = `${ref.kind} ${ref.namespace}/${ref.name}`;
  const isOfEntity = statement.code === 'claimedByObject';
  return (
    <Box mb={2}>
      <Typography variant="body2">
        {isOfEntity
          ? t('panel.addToEntity')
          : t('panel.addToObject', { object: name })}
      </Typography>
      <CodeSnippet
        language="yaml"
        showCopyCodeButton
        text={`metadata:\n  annotations:\n    ${annotation}: ${value}\n`}
      />
    </Box>
  );
};

/** Why entity and object do not both name each other, and what to add where. */
export const Caveat = ({ object }: { object: GitOpsObject }) => {
  const { word } = useTexts();
  const { statement } = object.match;
  if (!statement) return null;
  return (
    <>
      <Typography paragraph>{word(statement)}</Typography>
      <Annotation object={object} />
    </>
  );
};

/** In place of an object that does not agree to the entity. */
export const NotAgreed = (props: {
  object: GitOpsObject;
  /** Entity references. */
  owners: readonly string[];
}) => {
  const { t } = useTexts();
  const owners = <EntityRefLinks entityRefs={[...props.owners]} />;
  return (
    <>
      <Caveat object={props.object} />
      <Typography variant="body2" color="textSecondary">
        {props.owners.length > 0
          ? t('panel.entityOwners', { owners })
          : t('panel.entityUnowned')}
      </Typography>
    </>
  );
};
