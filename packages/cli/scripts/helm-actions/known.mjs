/**
 * Differences that are meant to be. The controller's actions are those of the
 * Helm that helm-controller has, 4.2; the command line's judge is helm 4.1.
 * The judge fails when one of them does not appear any more.
 */

/** What our texts have and those of helm 4.1 do not: it is taken out of ours. */
export const KNOWN_TEXTS = [
  {
    pattern: /server-side apply failed for object \S+ \S+, Kind=\S+: /g,
    reason: 'Helm 4.2 names the object that the server refuses',
  },
];

/** Scenarios that go another way from a step on. */
export const KNOWN_WAYS = [
  {
    scenario: 'rolls back after a failed upgrade',
    fromStep: 3,
    reason:
      'Helm 4.2 rolls back over objects that the failed revision does not have; 4.1 fails at them',
  },
  {
    scenario: 'refuses flags that exclude each other',
    fromStep: 7,
    reason:
      'Of a release that is missing and a flag that is wrong, the flag is told',
  },
  {
    scenario: 'keeps releases in ConfigMaps',
    fromStep: 4,
    reason: 'Helm tells of an unknown HELM_DRIVER in its log, we in an error',
  },
];

/** Counts how often each known difference was met. */
export class KnownDifferences {
  /** @param isUsed - helm 4.1 is compared, not another one */
  constructor(isUsed) {
    this.texts = isUsed ? KNOWN_TEXTS : [];
    this.ways = isUsed ? KNOWN_WAYS : [];
    this.met = new Map();
  }

  /** A value of ours, all its texts without what is known to be in them. */
  withoutTexts(value) {
    if (typeof value === 'string') {
      return this.texts.reduce(
        (text, known) =>
          text.replace(known.pattern, () => {
            this.meet(known);
            return '';
          }),
        value,
      );
    }
    if (Array.isArray(value)) return value.map(item => this.withoutTexts(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        this.withoutTexts(item),
      ]),
    );
  }

  /** Whether a scenario is known to differ at a step. */
  isKnown(scenario, step) {
    const found = this.ways.find(
      known => known.scenario === scenario && step >= known.fromStep,
    );
    if (found) this.meet(found);
    return found !== undefined;
  }

  /** Reasons of differences that were not met. */
  gone() {
    return [...this.texts, ...this.ways]
      .filter(known => !this.met.has(known))
      .map(({ reason }) => reason);
  }

  meet(known) {
    this.met.set(known, (this.met.get(known) ?? 0) + 1);
  }
}
