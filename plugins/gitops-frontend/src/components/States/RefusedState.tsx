import { EmptyState, ResponseErrorPanel } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Box from '@material-ui/core/Box';
import { isDenied } from '../../api';
import { useTexts } from '../../hooks';

/** Why there is nothing to show: a missing permission, or an error. */
export const RefusedState = (props: { error: Error; onRetry: () => void }) => {
  const { t, wordError } = useTexts();
  const { error, onRetry } = props;
  const sentence = wordError(error);
  if (isDenied(error)) {
    return (
      <EmptyState
        missing="content"
        title={t('refused.denied')}
        description={sentence}
      />
    );
  }
  return (
    <>
      <ResponseErrorPanel
        error={error}
        title={sentence || t('refused.failed')}
      />
      <Box mt={2}>
        <Button variant="outlined" onClick={onRetry}>
          {t('refused.retry')}
        </Button>
      </Box>
    </>
  );
};
