import { CodeSnippet, EmptyState } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import {
  AGREED_ENTITIES_ANNOTATION,
  entityAnnotationOf,
  KUBERNETES_ID,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { KIND_VIEWS } from '../../kinds';

const Annotation = (props: { name: string; value: string }) => (
  <Box mb={2}>
    <CodeSnippet
      language="yaml"
      showCopyCodeButton
      wrapLongLines
      text={`metadata:\n  annotations:\n    ${props.name}: ${props.value}\n`}
    />
  </Box>
);

/** Teaches how an entity and its GitOps objects name each other. */
export const NoObjects = (props: {
  /** Name of the entity. */
  name: string;
  entityRef: string;
}) => {
  const { t } = useTexts();
  const { name, entityRef } = props;
  const [example, ...others] = KIND_VIEWS.map(({ kind }) =>
    entityAnnotationOf(kind),
  );
  return (
    <EmptyState
      missing="info"
      title={t('empty.title', { name })}
      description={
        <>
          <Typography paragraph>{t('empty.nameObject')}</Typography>
          <Annotation name={example} value={`apps/${name}`} />
          <Typography paragraph>{t('empty.nameEntity')}</Typography>
          <Annotation name={AGREED_ENTITIES_ANNOTATION} value={entityRef} />
          <Typography paragraph>
            {t('empty.otherKinds', { annotations: others.join(', ') })}
          </Typography>
          <Typography paragraph>
            {t('empty.kubernetesId', { annotation: KUBERNETES_ID })}
          </Typography>
        </>
      }
    />
  );
};
