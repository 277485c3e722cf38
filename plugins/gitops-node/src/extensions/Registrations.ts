/** Two registrations claim the same name. */
export class DuplicateRegistrationError extends Error {
  override readonly name = 'DuplicateRegistrationError';
  readonly code = 'duplicate-registration';
}

/** What modules have added to an extension point, by a name of each. */
export class Registrations<T> {
  readonly #items = new Map<string, T>();

  /** @param subject - what an item is, for messages */
  constructor(private readonly subject: string) {}

  /** @throws DuplicateRegistrationError - the name is taken */
  add(name: string, item: T): void {
    if (this.#items.has(name)) {
      throw new DuplicateRegistrationError(
        `two modules add the ${this.subject} "${name}"`,
      );
    }
    this.#items.set(name, item);
  }

  get(name: string): T | undefined {
    return this.#items.get(name);
  }

  /** In the order of registration. */
  list(): readonly T[] {
    return [...this.#items.values()];
  }
}
