const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** An age as kubectl prints it: `5s`, `2m10s`, `3h`, `4d`, `1y20d`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) {
    return '<invalid>';
  }
  if (seconds < 0) {
    return '0s';
  }
  if (seconds < 2 * MINUTE) {
    return `${seconds}s`;
  }
  const two = (
    big: number,
    bigName: string,
    small: number,
    smallName: string,
  ) => {
    const rest = Math.floor((seconds % big) / small);
    return `${Math.floor(seconds / big)}${bigName}${
      rest ? `${rest}${smallName}` : ''
    }`;
  };
  if (seconds < 10 * MINUTE) {
    return two(MINUTE, 'm', SECOND, 's');
  }
  if (seconds < 3 * HOUR) {
    return `${Math.floor(seconds / MINUTE)}m`;
  }
  if (seconds < 8 * HOUR) {
    return two(HOUR, 'h', MINUTE, 'm');
  }
  if (seconds < 2 * DAY) {
    return `${Math.floor(seconds / HOUR)}h`;
  }
  if (seconds < 8 * DAY) {
    return two(DAY, 'd', HOUR, 'h');
  }
  if (seconds < 2 * YEAR) {
    return `${Math.floor(seconds / DAY)}d`;
  }
  return seconds < 8 * YEAR
    ? two(YEAR, 'y', DAY, 'd')
    : `${Math.floor(seconds / YEAR)}y`;
}

/** The age of a timestamp, or `<unknown>`. */
export function ageOf(timestamp: unknown, now: Date): string {
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : NaN;
  return Number.isNaN(at) ? '<unknown>' : humanDuration(now.getTime() - at);
}
