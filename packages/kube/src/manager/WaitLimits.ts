interface Place {
  active: number;
  readonly waiting: Set<() => void>;
}

/** Limits how many work at once for each key, in order of arrival. */
export class WaitLimits {
  readonly #places = new Map<string, Place>();

  /**
   * Takes a turn that is free.
   * @returns gives the turn back; undefined when there is none
   */
  tryEnter(key: string, limit: number): (() => void) | undefined {
    const place = this.#place(key);
    if (place.active >= limit) return undefined;
    place.active += 1;
    return () => this.#leave(key, place);
  }

  /**
   * Waits for its turn.
   * @param limit - how many hold the key at once
   * @returns gives the turn back
   * @throws the signal's reason, when it aborts before the turn has come
   */
  async enter(
    key: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<() => void> {
    signal.throwIfAborted();
    const leave = this.tryEnter(key, limit);
    if (leave) return leave;
    const place = this.#place(key);
    await this.#waitForTurn(place, signal);
    return () => this.#leave(key, place);
  }

  #place(key: string): Place {
    const place = this.#places.get(key) ?? { active: 0, waiting: new Set() };
    this.#places.set(key, place);
    return place;
  }

  #waitForTurn(place: Place, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        place.waiting.delete(onTurn);
        reject(signal.reason);
      };
      place.waiting.add(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Hands the turn to the next, who counts as active in its place. */
  #leave(key: string, place: Place): void {
    for (const onTurn of place.waiting) {
      place.waiting.delete(onTurn);
      onTurn();
      return;
    }
    place.active -= 1;
    if (place.active === 0) this.#places.delete(key);
  }
}
