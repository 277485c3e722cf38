import Tooltip from '@material-ui/core/Tooltip';
import { useNow } from '../../hooks';
import { formatAge } from './formatAge';

/** A time as `12 min ago` or `in 4 min`, with the full time on hover. */
export const RelativeTime = (props: {
  /** RFC 3339. */
  time: string;
  /** `bare` leaves out "ago" and "in". */
  bare?: boolean;
}) => {
  const now = useNow();
  const ms = Date.parse(props.time);
  if (!Number.isFinite(ms)) return null;
  const age = formatAge(Math.abs(now - ms));
  const isFuture = ms > now + 500;
  const long = isFuture ? `in ${age}` : `${age} ago`;
  return (
    <Tooltip title={new Date(ms).toLocaleString()}>
      <time dateTime={props.time}>{props.bare ? age : long}</time>
    </Tooltip>
  );
};
