import { formsOf, MIN_SECRET_LENGTH } from './secretForms';

/** More make an object slow to read; then texts about it are not shown at all. */
const MAX_SECRETS = 1_000;
/** The same for forms that begin alike. */
const MAX_ALIKE = 200;

/**
 * Finds secrets in texts, in each form of {@link formsOf}. The time for a text
 * grows with its length, not with the number of secrets.
 */
export class SecretFinder {
  /** Forms by their first characters, the longest first. */
  readonly #forms: ReadonlyMap<string, string[]> = new Map();
  /** True with more secrets than can be looked for: each text counts as one. */
  readonly isOverloaded: boolean;

  constructor(secrets: readonly string[]) {
    const long = new Set(
      secrets.filter(secret => secret.trim().length >= MIN_SECRET_LENGTH),
    );
    if (long.size <= MAX_SECRETS) {
      this.#forms = byStart(new Set([...long].flatMap(formsOf)));
    }
    const alike = [...this.#forms.values()].map(({ length }) => length);
    this.isOverloaded =
      long.size > MAX_SECRETS || alike.some(count => count > MAX_ALIKE);
  }

  isIn(text: string): boolean {
    return this.replace(text, '') !== text;
  }

  /** The text with `mask` in place of each secret. */
  replace(text: string, mask: string): string {
    if (this.isOverloaded) return mask;
    if (this.#forms.size === 0) return text;
    const kept: string[] = [];
    let from = 0;
    for (let at = 0; at + MIN_SECRET_LENGTH <= text.length; at += 1) {
      const form = this.#formAt(text, at);
      if (form === undefined) continue;
      kept.push(text.slice(from, at), mask);
      from = at + form.length;
      at = from - 1;
    }
    return kept.length === 0 ? text : kept.join('') + text.slice(from);
  }

  #formAt(text: string, at: number): string | undefined {
    return this.#forms
      .get(text.slice(at, at + MIN_SECRET_LENGTH))
      ?.find(form => text.startsWith(form, at));
  }
}

/**
 * Those of the secrets that stand in a text as words, or parts of words between
 * dashes, dots and the like.
 */
export function wordsIn(
  text: string,
  secrets: readonly string[],
): ReadonlySet<string> {
  const long = secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH);
  const starts = byStart(new Set(long));
  const found = new Set<string>();
  if (long.length > MAX_SECRETS) return found;
  const isInWord = (at: number) => /[A-Za-z0-9]/.test(text.charAt(at));
  for (let at = 0; at + MIN_SECRET_LENGTH <= text.length; at += 1) {
    const words = starts.get(text.slice(at, at + MIN_SECRET_LENGTH));
    if (!words || isInWord(at - 1)) continue;
    for (const word of words) {
      if (text.startsWith(word, at) && !isInWord(at + word.length)) {
        found.add(word);
      }
    }
  }
  return found;
}

/** Texts by their first characters, the longest first. */
function byStart(texts: ReadonlySet<string>): Map<string, string[]> {
  const starts = new Map<string, string[]>();
  for (const text of texts) {
    const start = text.slice(0, MIN_SECRET_LENGTH);
    const others = starts.get(start);
    if (others) others.push(text);
    else starts.set(start, [text]);
  }
  for (const alike of starts.values()) {
    alike.sort((a, b) => b.length - a.length);
  }
  return starts;
}
