import type { Budget } from '../../evaluate/Budget';
import { isFault } from '../../values/Fault';
import { durationSeconds, epochSeconds, SECOND } from '../../values/time';
import type { Result, Value } from '../../values/Value';
import { Duration, Timestamp } from '../../values/Value';
import type { Overload } from '../Library';
import { method } from '../Library';
import { TimeZones } from './TimeZones';

const MILLISECOND = 1_000_000n;
const DAY_MS = 86_400_000;

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / DAY_MS);
}

/** Parts of a date; months, days of a month and of a year count from 0, dates from 1. */
const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: date => date.getUTCFullYear(),
  getMonth: date => date.getUTCMonth(),
  getDayOfYear: dayOfYear,
  getDayOfMonth: date => date.getUTCDate() - 1,
  getDate: date => date.getUTCDate(),
  getDayOfWeek: date => date.getUTCDay(),
  getHours: date => date.getUTCHours(),
  getMinutes: date => date.getUTCMinutes(),
  getSeconds: date => date.getUTCSeconds(),
};

/** Parts of a duration: all of it in that unit, rounded to 0. */
const UNITS: Readonly<Record<string, (duration: Duration) => number>> = {
  getHours: duration => durationSeconds(duration) / 3600,
  getMinutes: duration => durationSeconds(duration) / 60,
  getSeconds: duration => durationSeconds(duration),
  getMilliseconds: ({ nanoseconds }) => Number(nanoseconds / MILLISECOND),
};

/** Functions of timestamps, with or without a time zone, and of durations. */
export function timeFunctions(): readonly Overload[] {
  const zones = new TimeZones();
  const part =
    (read: (date: Date) => number) =>
    ([value, zone = 'UTC']: readonly Value[], budget: Budget): Result => {
      const epochMs = Number(epochSeconds(value as Timestamp)) * 1000;
      const shown = zones.clock(String(zone), epochMs, budget);
      return isFault(shown) ? shown : BigInt(read(new Date(shown)));
    };
  const milliseconds = (
    [value, zone = 'UTC']: readonly Value[],
    budget: Budget,
  ): Result => {
    const time = value as Timestamp;
    const fraction = time.nanoseconds - epochSeconds(time) * SECOND;
    const shown = zones.clock(String(zone), 0, budget);
    return isFault(shown) ? shown : fraction / MILLISECOND;
  };
  const timestamps = [
    ...Object.entries(PARTS).map(([name, read]) => [name, part(read)] as const),
    ['getMilliseconds', milliseconds] as const,
  ];
  return [
    ...timestamps.flatMap(([name, read]) => [
      method(name, '(timestamp) int', read),
      method(name, '(timestamp, string) int', read),
    ]),
    ...Object.entries(UNITS).map(([name, read]) =>
      method(name, '(duration) int', ([value]) =>
        BigInt(Math.trunc(read(value as Duration))),
      ),
    ),
  ];
}
