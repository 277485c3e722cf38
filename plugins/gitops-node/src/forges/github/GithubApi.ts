import { Octokit } from '@octokit/rest';
import { ForgeError, isForgeError } from '../ForgeError';
import type { ForgeErrorCode } from '../ForgeError';
import { tooMany } from '../http/ForgeHttp';
import type { ForgeHttp, ForgeRequest } from '../http/ForgeHttp';

/** Items of a page; the most that GitHub gives. */
export const PAGE_SIZE = 100;

type Fetch = NonNullable<
  NonNullable<ConstructorParameters<typeof Octokit>[0]>['request']
>['fetch'];

/** A call, and what no message may repeat. */
type GithubCall = Pick<ForgeRequest, 'signal' | 'secrets'>;

/** What is said instead of a failure of GitHub, where it has its own words for it. */
type Translate = (error: ForgeError) => ForgeErrorCode | undefined;

/** Octokit over our HTTP client: its limits, its network policy, its failures. */
export class GithubApi {
  constructor(private readonly http: ForgeHttp) {}

  /**
   * @param what - for messages
   * @param run - requests of one call
   * @param translate - another code for a failure
   * @throws ForgeError
   */
  async call<T>(
    what: string,
    call: GithubCall | undefined,
    run: (octokit: Octokit) => Promise<T>,
    translate: Translate = () => undefined,
  ): Promise<T> {
    try {
      return await run(this.#octokit(what, call));
    } catch (error) {
      throw toForgeError(what, error, translate);
    }
  }

  /** All pages; `read` gives one. */
  async list<T>(
    what: string,
    call: GithubCall | undefined,
    read: (octokit: Octokit, page: number) => Promise<readonly T[]>,
  ): Promise<T[]> {
    return this.call(what, call, octokit =>
      this.http.list(what, async page => {
        const items = await read(octokit, page);
        return { items, isLast: items.length < PAGE_SIZE };
      }),
    );
  }

  get maxItems(): number {
    return this.http.maxItems;
  }

  #octokit(what: string, call: GithubCall | undefined): Octokit {
    return new Octokit({
      baseUrl: this.http.apiUrl,
      request: { fetch: this.#fetch(what, call) },
      log: SILENT,
    });
  }

  #fetch(what: string, call: GithubCall | undefined): Fetch {
    return async (url: string, init: RequestInit) => {
      const { status, headers, bytes } = await this.http.send({
        ...call,
        what,
        path: url,
        method: init.method as ForgeRequest['method'],
        headers: init.headers as Record<string, string>,
        ...(init.body ? { body: Buffer.from(init.body as string) } : {}),
      });
      return new Response(bytes.length > 0 ? Buffer.from(bytes) : null, {
        status,
        headers,
      });
    };
  }
}

/** Octokit says what is deprecated; that is for us to know, not for a log. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** An answer to a query can be a success that tells of failures. */
interface QueryFailure {
  readonly errors?: readonly {
    readonly type?: string;
    readonly message?: string;
  }[];
}

const QUERY_CODES: Readonly<Record<string, ForgeErrorCode>> = {
  NOT_FOUND: 'not-found',
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPES: 'forbidden',
  STALE_DATA: 'conflict',
  RATE_LIMITED: 'rate-limited',
  UNPROCESSABLE: 'invalid',
};

function toForgeError(
  what: string,
  error: unknown,
  translate: Translate,
): ForgeError {
  const forgeError = innerForgeError(error) ?? ofQuery(what, error);
  const code = translate(forgeError);
  const { message, status, retryAfterMs } = forgeError;
  if (code === undefined || code === forgeError.code) return forgeError;
  return new ForgeError(code, message, {
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause: forgeError,
  });
}

/** Octokit wraps what its fetch throws. */
function innerForgeError(error: unknown): ForgeError | undefined {
  for (
    let current: unknown = error;
    current instanceof Object;
    current = (current as Error).cause
  ) {
    if (isForgeError(current)) return current;
  }
  return undefined;
}

function ofQuery(what: string, error: unknown): ForgeError {
  const [first] = (error as QueryFailure).errors ?? [];
  if (first) {
    const code = QUERY_CODES[first.type ?? ''] ?? 'invalid';
    return new ForgeError(code, `${what}: ${first.message ?? first.type}`);
  }
  return new ForgeError(
    'unreachable',
    `${what}: the answer is not that of GitHub's API`,
    { cause: error },
  );
}

/** GitHub stops at a number of items without saying so. */
export function requireWhole(what: string, found: number, max: number): void {
  if (found >= max) throw tooMany(what, max - 1);
}
