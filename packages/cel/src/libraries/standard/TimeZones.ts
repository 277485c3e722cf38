import type { Budget } from '../../evaluate/Budget';
import { Fault } from '../../values/Fault';

const MAX_CACHED = 50;
/** Making a formatter takes about 0.1 ms. */
const STEPS_PER_ZONE = 2_000;
const STEPS_PER_DATE = 300;
const MINUTE_MS = 60_000;

function formatterFor(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', era: 'short' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch {
    return undefined;
  }
}

/** What a clock in a zone shows, as milliseconds of a UTC date. */
function shownBy(formatter: Intl.DateTimeFormat, epochMs: number): number {
  const parts = new Map(
    formatter
      .formatToParts(new Date(epochMs))
      .map(part => [part.type, part.value] as const),
  );
  const number = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.get(type));
  const year = number('year');
  const date = new Date(0);
  date.setUTCFullYear(
    parts.get('era') === 'BC' ? 1 - year : year,
    number('month') - 1,
    number('day'),
  );
  date.setUTCHours(number('hour'), number('minute'), number('second'));
  return date.getTime();
}

/** Clocks of time zones, by IANA name or by an offset such as `-01:30`. */
export class TimeZones {
  readonly #formatters = new Map<string, Intl.DateTimeFormat>();

  /**
   * What a clock in a zone shows at a second, as milliseconds of a UTC date.
   * @returns a fault for a zone that is not known
   */
  clock(zone: string, epochMs: number, budget: Budget): number | Fault {
    const colon = zone.indexOf(':');
    if (colon >= 0) return this.#offset(zone, colon, epochMs);
    if (zone === '' || zone === 'UTC') return epochMs;
    budget.stepOnce(`zone ${zone}`, STEPS_PER_ZONE);
    budget.step(STEPS_PER_DATE);
    const formatter = this.#formatters.get(zone) ?? formatterFor(zone);
    if (!formatter || /^[+-]/.test(zone)) {
      return new Fault(`unknown time zone ${zone}`);
    }
    if (this.#formatters.size >= MAX_CACHED) this.#formatters.clear();
    this.#formatters.set(zone, formatter);
    return shownBy(formatter, epochMs);
  }

  #offset(zone: string, colon: number, epochMs: number): number | Fault {
    const texts = [zone.slice(0, colon), zone.slice(colon + 1)];
    for (const text of texts) {
      if (!/^[+-]?\d{1,6}$/.test(text)) {
        return new Fault(
          `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
        );
      }
    }
    const [hours, minutes] = texts.map(Number);
    const sign = zone.startsWith('-') ? -1 : 1;
    return epochMs + (hours * 60 + sign * minutes) * MINUTE_MS;
  }
}
