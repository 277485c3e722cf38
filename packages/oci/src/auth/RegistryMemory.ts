import type { Challenge } from './challenge';

/** A bearer token. */
export interface RegistryToken {
  readonly token: string;
  /** Milliseconds since the epoch from which on it is not used. */
  readonly expiresAtMs: number;
}

const MAX_ENTRIES = 1_000;

/** A map that forgets what was used longest ago. */
class RecentMap<T> {
  private readonly entries = new Map<string, T>();

  get(key: string): T | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= MAX_ENTRIES) return;
    const [oldest] = this.entries.keys();
    this.entries.delete(oldest);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}

/**
 * What a process remembers of registries from one client to the next, so that
 * a look at an unchanged tag is one request: whether a host speaks HTTPS, how
 * it asks to sign in, and tokens until they expire. Keys of tokens hold a hash
 * of the credentials, so nobody gets a token of somebody else's.
 */
export class RegistryMemory {
  /** `https` or `http`, by host and by what the client accepts. */
  readonly schemes = new RecentMap<'https' | 'http'>();
  readonly challenges = new RecentMap<Challenge>();
  readonly tokens = new RecentMap<RegistryToken>();
}
