/**
 * Digests of values that nobody changes, as long as somebody holds them: a run
 * asks several times for the digest of the same one.
 */
export class DigestMemo<T extends object> {
  readonly #digests = new WeakMap<T, Map<string, string>>();

  /**
   * The digest of a value.
   * @param how - what else it depends on
   */
  of(value: T, how: string, make: () => string): string {
    const known = this.#digests.get(value) ?? new Map<string, string>();
    const digest = known.get(how) ?? make();
    known.set(how, digest);
    this.#digests.set(value, known);
    return digest;
  }
}
