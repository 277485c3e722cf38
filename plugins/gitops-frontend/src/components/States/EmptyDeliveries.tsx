import { CodeSnippet, EmptyState } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { ENTITY_KUSTOMIZATION_ANNOTATION } from '@backstage-gitops/plugin-gitops-common';

/** Teaches how to connect an entity to what delivers it. */
export const EmptyDeliveries = ({ name }: { name: string }) => (
  <EmptyState
    missing="info"
    title={`Nothing delivers ${name} from Git yet`}
    description={
      <>
        <Typography paragraph>
          Name the Kustomization in the entity&apos;s{' '}
          <code>catalog-info.yaml</code> as{' '}
          <code>[cluster/]namespace/name</code>:
        </Typography>
        <Box mb={2}>
          <CodeSnippet
            language="yaml"
            showCopyCodeButton
            text={`metadata:\n  annotations:\n    ${ENTITY_KUSTOMIZATION_ANNOTATION}: apps/${name}\n`}
          />
        </Box>
        <Typography paragraph>
          Or let the portal find it: give the entity the annotation{' '}
          <code>backstage.io/kubernetes-id</code>, and the workloads a label of
          the same name and value. Whatever has applied them is shown here.
        </Typography>
      </>
    }
  />
);
