import { fixedZone, goTime } from '@backstage-gitops/go-template';
import type { GoTime } from '@backstage-gitops/helm-release';

/** Go's `time.ANSIC`. */
export const ANSIC = 'Mon Jan _2 15:04:05 2006';
/** Go's `time.RFC3339`. */
export const RFC_3339 = '2006-01-02T15:04:05Z07:00';
/** How Go prints a time that nobody formats. */
export const PLAIN = '2006-01-02 15:04:05.999999999 -0700 MST';

const PARTS = /^(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;
const ZERO = '0001-01-01T00:00:00Z';
const NANOSECONDS = 1_000_000n;

/**
 * A stored time by a Go layout, in the zone in which it was written.
 * @param time - undefined is Go's zero time
 */
export function formatStored(time: GoTime | undefined, layout: string): string {
  const [, start, digits = '', zone] = PARTS.exec(time ?? ZERO) ?? [];
  const milliseconds = BigInt(Date.parse(`${start}${zone}`));
  const nanoseconds =
    milliseconds * NANOSECONDS + BigInt(digits.padEnd(9, '0'));
  return zone === 'Z'
    ? goTime(nanoseconds).format(layout)
    : goTime(nanoseconds, fixedZone('', secondsOf(zone))).format(layout);
}

function secondsOf(zone: string): number {
  const [hours, minutes] = zone.slice(1).split(':').map(Number);
  const seconds = (hours * 60 + minutes) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}
