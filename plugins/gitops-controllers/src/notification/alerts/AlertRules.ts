import { GoRegexp } from '@backstage-gitops/go-template';
import type { Alert } from '@backstage-gitops/plugin-gitops-common';
import type { FluxEvent } from '../FluxEvent';

/** What of `spec` can't be used, in the words of Flux. */
type Report = (message: string) => void;

type Source = Alert['spec']['eventSources'][number];
type List = 'inclusion' | 'exclusion';

/** A pattern, or why it is none. */
interface Pattern {
  readonly text: string;
  readonly regexp?: GoRegexp;
  readonly problem?: string;
}

/** Characters of a message that patterns look at: their time grows with them. */
const MAX_MATCHED = 64 * 1024;
/** Characters of a pattern; Flux knows no limit. */
const MAX_PATTERN = 8 * 1024;
/** Characters of a pattern that messages quote. */
const MAX_QUOTED = 200;

function compile(list: List, text: string): Pattern {
  const quoted =
    text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
  const problem = `failed to compile ${list} regex: ${quoted}`;
  if (text.length > MAX_PATTERN) {
    return { text, problem: `${problem}: longer than ${MAX_PATTERN}` };
  }
  try {
    return { text, regexp: new GoRegexp(text) };
  } catch {
    return { text, problem };
  }
}

/** Which events an alert wants, by what it says itself. */
export class AlertRules {
  readonly #inclusion: readonly Pattern[];
  readonly #exclusion: readonly Pattern[];

  constructor(private readonly alert: Alert) {
    const { inclusionList = [], exclusionList = [] } = alert.spec;
    this.#inclusion = inclusionList.map(text => compile('inclusion', text));
    this.#exclusion = exclusionList.map(text => compile('exclusion', text));
  }

  /**
   * The sources that name the object of an event, in order; their labels are
   * not looked at.
   */
  sourcesOf({ involvedObject, severity }: FluxEvent): Source[] {
    const { spec, metadata } = this.alert;
    const { eventSeverity = 'info' } = spec;
    if (eventSeverity !== 'info' && eventSeverity !== severity) return [];
    return spec.eventSources.filter(
      ({ kind, name, namespace }) =>
        kind === involvedObject.kind &&
        (namespace || metadata.namespace || '') ===
          (involvedObject.namespace ?? '') &&
        (name === '*' || name === involvedObject.name),
    );
  }

  /** Whether the lists let a message pass: exclusion wins. */
  allows(message: string, report: Report): boolean {
    const text = message.slice(0, MAX_MATCHED);
    const isIncluded =
      this.#inclusion.length === 0 || matchesOne(this.#inclusion, text, report);
    return isIncluded && !matchesOne(this.#exclusion, text, report);
  }
}

function matchesOne(
  patterns: readonly Pattern[],
  text: string,
  report: Report,
): boolean {
  return patterns.some(({ regexp, problem }) => {
    if (problem !== undefined) report(problem);
    return regexp?.test(text) ?? false;
  });
}
