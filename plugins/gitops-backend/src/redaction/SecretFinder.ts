import { formsOf, MIN_SECRET_LENGTH } from './secretForms';

/** More make an object slow to read; then its texts are not shown at all. */
const MAX_SECRETS = 1_000;

/**
 * Finds secrets in texts, in each form of {@link formsOf}. The time for a text
 * grows with its length, not with the number of secrets.
 */
export class SecretFinder {
  /** Forms by their first characters, the longest first. */
  readonly #forms = new Map<string, string[]>();
  readonly #isOverloaded: boolean;

  constructor(secrets: readonly string[]) {
    const long = new Set(
      secrets.filter(secret => secret.trim().length >= MIN_SECRET_LENGTH),
    );
    this.#isOverloaded = long.size > MAX_SECRETS;
    if (this.#isOverloaded) return;
    for (const form of new Set([...long].flatMap(formsOf))) {
      const start = form.slice(0, MIN_SECRET_LENGTH);
      const others = this.#forms.get(start);
      if (others) others.push(form);
      else this.#forms.set(start, [form]);
    }
    for (const forms of this.#forms.values()) {
      forms.sort((a, b) => b.length - a.length);
    }
  }

  isIn(text: string): boolean {
    return this.replace(text, '') !== text;
  }

  /** The text with `mask` in place of each secret. */
  replace(text: string, mask: string): string {
    if (this.#isOverloaded) return mask;
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
