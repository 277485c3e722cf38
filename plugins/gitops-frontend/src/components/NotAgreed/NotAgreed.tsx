import { CodeSnippet } from '@backstage/core-components';
import { EntityRefLinks } from '@backstage/plugin-catalog-react';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import type {
  GitOpsObject,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';

/** What is missing to what, by the code of the match. */
const TEXTS = {
  notAgreed: ['caveat.notAgreed', 'caveat.addToObject'],
  sharedIdOnly: ['caveat.sharedIdOnly', 'caveat.addToObject'],
  claimedByObject: ['caveat.claimedByObject', 'caveat.addToEntity'],
} as const;

function isCaveat(
  statement: Statement,
): statement is Extract<Statement, { code: keyof typeof TEXTS }> {
  return Object.hasOwn(TEXTS, statement.code);
}

/** Why entity and object do not both name each other, and what to add where. */
export const Caveat = ({ object }: { object: GitOpsObject }) => {
  const { t, word } = useTexts();
  const { match, ref } = object;
  const { statement } = match;
  if (!statement) return null;
  if (!isCaveat(statement)) return <Typography>{word(statement)}</Typography>;
  const [why, what] = TEXTS[statement.code];
  const { annotation, value } = statement.params;
  const name = `${ref.kind} ${ref.namespace}/${ref.name}`;
  return (
    <Box mb={2}>
      <Typography variant="body2">
        {t(why)} {t(what, { object: name })}
      </Typography>
      <CodeSnippet
        language="yaml"
        showCopyCodeButton
        wrapLongLines
        text={`metadata:\n  annotations:\n    ${annotation}: ${value}\n`}
      />
    </Box>
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
          ? t('caveat.entityOwners', { owners })
          : t('caveat.entityUnowned')}
      </Typography>
    </>
  );
};
