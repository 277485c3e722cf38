import Tooltip from '@material-ui/core/Tooltip';
import { useNow, useTexts } from '../../hooks';
import { formatAge } from './formatAge';

/** Clocks of cluster and browser may differ by this before a time is in the future. */
const CLOCK_SKEW_MS = 500;

/** A time as `12 min ago` or `in 4 min`, with the full time on hover. */
export const RelativeTime = (props: {
  /** RFC 3339. */
  time: string;
  /** `bare` leaves out "ago" and "in". */
  bare?: boolean;
}) => {
  const { t } = useTexts();
  const now = useNow();
  const ms = Date.parse(props.time);
  if (!Number.isFinite(ms)) return null;
  const age = formatAge(Math.abs(now - ms), t);
  const isAhead = ms > now + CLOCK_SKEW_MS;
  const long = isAhead ? t('time.ahead', { age }) : t('time.ago', { age });
  return (
    <Tooltip title={new Date(ms).toLocaleString()}>
      <time dateTime={props.time}>{props.bare ? age : long}</time>
    </Tooltip>
  );
};
