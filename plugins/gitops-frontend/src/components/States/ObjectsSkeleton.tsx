import Box from '@material-ui/core/Box';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import { useTexts } from '../../hooks';

/** The layout of the tab before there is anything in it. */
export const ObjectsSkeleton = (props: {
  /** Why there is nothing yet, once that is known. */
  problem?: unknown;
}) => {
  const { t, wordError } = useTexts();
  const { problem } = props;
  return (
    <div role="status" aria-label={t('list.loading')}>
      <Box display="flex" alignItems="center" mb={2} style={{ gap: 16 }}>
        <Skeleton variant="rect" width={160} height={40} />
        <Skeleton variant="rect" width={240} height={40} />
        {problem !== undefined && (
          <Typography variant="body2">
            {wordError(problem)} ({t('live.connecting')})
          </Typography>
        )}
      </Box>
      <Paper>
        <Box p={2}>
          {[0, 1].map(row => (
            <Skeleton key={row} height={48} />
          ))}
        </Box>
      </Paper>
      <Box mt={3}>
        <Paper>
          <Box p={2}>
            <Skeleton width="40%" height={36} />
            {[0, 1, 2, 3].map(row => (
              <Skeleton key={row} height={32} />
            ))}
          </Box>
        </Paper>
      </Box>
    </div>
  );
};
