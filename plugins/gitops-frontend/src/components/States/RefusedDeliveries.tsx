import { EmptyState, ResponseErrorPanel } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Box from '@material-ui/core/Box';

/** Error names under which a caller is not let in. */
const DENIED = ['NotAllowedError'];

function nameOf(error: Error): string {
  const cause = error.cause;
  return cause instanceof Error ? cause.name : error.name;
}

/** True when the answer was no, as opposed to a failure. */
export function isDenied(error: Error): boolean {
  return DENIED.includes(nameOf(error));
}

/** Why there is nothing to show: a missing permission, or an error. */
export const RefusedDeliveries = (props: {
  error: Error;
  onRetry: () => void;
}) => {
  const { error, onRetry } = props;
  const cause = error.cause instanceof Error ? error.cause.message : '';
  if (isDenied(error)) {
    return (
      <EmptyState
        missing="content"
        title="You may not see this"
        description={cause || error.message}
      />
    );
  }
  return (
    <>
      <ResponseErrorPanel
        error={error}
        title={cause || 'The deliveries could not be read'}
      />
      <Box mt={2}>
        <Button variant="outlined" onClick={onRetry}>
          Try again
        </Button>
      </Box>
    </>
  );
};
