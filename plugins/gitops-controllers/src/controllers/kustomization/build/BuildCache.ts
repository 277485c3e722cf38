import { createHash } from 'node:crypto';
import type { BuildOutput, BuildRequest } from './request';

/** Rough bytes of all builds that are kept. */
const MAX_BYTES = 128 * 1024 * 1024;

interface Kept {
  readonly output: BuildOutput;
  readonly bytes: number;
}

/** Name of a build: equal requests have equal keys. Holds no secret itself. */
export function buildKeyOf(request: Omit<BuildRequest, 'archive'>): string {
  const hash = createHash('sha256');
  const { decryption, ...rest } = request;
  // Decryption without any key is still decryption.
  hash.update(
    JSON.stringify({ ...rest, isDecrypted: decryption !== undefined }),
  );
  for (const [name, value] of Object.entries(decryption?.keys ?? {}).sort()) {
    hash.update(`\0${name}\0`).update(value);
  }
  return hash.digest('base64');
}

/**
 * Remembers builds by their inputs, least recently used out first. Its objects
 * are shared: whoever changes one works on a copy.
 */
export class BuildCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(private readonly maxBytes = MAX_BYTES) {}

  get(key: string): BuildOutput | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.output;
  }

  set(key: string, output: BuildOutput): void {
    const bytes = JSON.stringify(output.objects).length * 2;
    this.#drop(key);
    this.#kept.set(key, { output, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.maxBytes || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const found = this.#kept.get(key);
    if (!found) return;
    this.#kept.delete(key);
    this.#bytes -= found.bytes;
  }
}
