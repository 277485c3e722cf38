import type { Translate } from '../../translation';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A duration in its largest unit: `2 d`, `3 h`, `12 min`, `5 s`. */
export function formatAge(ms: number, t: Translate): string {
  const [unit, size] = UNITS.find(([, unitMs]) => ms >= unitMs) ?? [
    'second',
    1_000,
  ];
  return t(`time.${unit}`, { number: String(Math.floor(ms / size)) });
}
