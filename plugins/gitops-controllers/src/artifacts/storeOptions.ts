import type { WorkerPool } from '../worker/WorkerPool';
import type { DigestAlgorithm } from './digest';
import type { Retention } from './retention';

/** What every artifact store is told. */
export interface StoreOptions {
  readonly workers: WorkerPool;
  /** Base of the URLs that consumers get, without a final slash. */
  readonly baseUrl: () => string;
  /** Of the digests of new artifacts. Default sha256. */
  readonly algorithm?: DigestAlgorithm;
  readonly retention?: Retention;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}
