import { ForgeError, isForgeError } from './ForgeError';
import type { ForgeErrorCode } from './ForgeError';
import type { ForgeHttp } from './http/ForgeHttp';
import { pathOf } from './messages';
import type { ForgeCall, RepositoryAddress } from './types';

/** How many requests of one call run at once. */
const AT_ONCE = 4;

/** What implementations over REST share. */
export class RestRepository {
  constructor(
    protected readonly http: ForgeHttp,
    readonly address: RepositoryAddress,
  ) {}

  /** `read branch main of acme/fleet`, for messages. */
  protected what(verb: string): string {
    return `${verb} ${pathOf(this.address)}`;
  }

  protected whatOf(verb: string, number: number): string {
    return this.what(`${verb} pull request ${number} of`);
  }

  /** Gives failures other codes where the forge's own words say more than its status. */
  protected async translate<T>(
    work: Promise<T>,
    rules: readonly (readonly [RegExp, ForgeErrorCode])[],
  ): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!isForgeError(error)) throw error;
      const rule = rules.find(([pattern]) => pattern.test(error.message));
      if (!rule || rule[1] === error.code) throw error;
      const { message, status } = error;
      throw new ForgeError(rule[1], message, {
        ...(status === undefined ? {} : { status }),
        cause: error,
      });
    }
  }

  /** Runs work for each item, a few at a time, in order of the items. */
  protected async each<Item, Result>(
    items: readonly Item[],
    work: (item: Item) => Promise<Result>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    for (let start = 0; start < items.length; start += AT_ONCE) {
      const slice = items.slice(start, start + AT_ONCE);
      results.push(...(await Promise.all(slice.map(work))));
    }
    return results;
  }
}

/** The result, or nothing where there is none. */
export async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isForgeError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Waits, or ends with the reason of the signal. */
export function pause(ms: number, call: ForgeCall = {}): Promise<void> {
  const { signal } = call;
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new ForgeError('aborted', 'context canceled'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
