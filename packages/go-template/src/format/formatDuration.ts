const SECOND = 1_000_000_000n;
const SMALL_UNITS: readonly (readonly [bigint, string])[] = [
  [1_000_000n, 'ms'],
  [1_000n, 'µs'],
  [1n, 'ns'],
];

function withFraction(value: bigint, unit: bigint): string {
  const fraction = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  const whole = (value / unit).toString();
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** Go's time.Duration.String(), for example `1h2m3.5s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) {
    return '0s';
  }
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < SECOND) {
    const [unit, name] = SMALL_UNITS.find(([limit]) => size >= limit) as [
      bigint,
      string,
    ];
    return sign + withFraction(size, unit) + name;
  }
  const hours = size / (3600n * SECOND);
  const minutes = (size / (60n * SECOND)) % 60n;
  const seconds = withFraction(size % (60n * SECOND), SECOND);
  const hourText = hours > 0n ? `${hours}h` : '';
  const minuteText = hours > 0n || minutes > 0n ? `${minutes}m` : '';
  return `${sign}${hourText}${minuteText}${seconds}s`;
}
