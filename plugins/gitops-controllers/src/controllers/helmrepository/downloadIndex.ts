import { HttpError } from '@backstage-gitops/http';
import {
  failed,
  FETCH_FAILED,
  isSourceFailure,
  SourceReason,
  unusable,
} from '../../sources';
import { downloadFile } from './downloadFile';
import type { DownloadRequest } from './downloadFile';

const PREFIX = 'sha256:';

/** An index.yaml of a repository. */
interface DownloadedIndex {
  /** `sha256:<hex>` of its bytes. */
  readonly revision: string;
  /** As the server gave it, if it did. */
  readonly etag?: string;
}

/** Where an index.yaml is, and where it goes. */
type IndexRequest = Omit<DownloadRequest, 'tooLarge' | 'known'> & {
  /** Until the next look, where the network policy denies this one. */
  readonly intervalMs: number;
};

/**
 * Downloads an index.yaml into a file, which is not made where the index is
 * the known one.
 * @throws TransientError - AuthenticationFailed: certificates that can't be
 *   used; Failed: no connection, too large, or another answer than 200
 */
export async function downloadIndex(
  { intervalMs, ...request }: IndexRequest,
  known?: DownloadedIndex,
): Promise<DownloadedIndex> {
  const { maxBytes } = request;
  const tooLarge = `index exceeds the maximum index file size of ${maxBytes} bytes`;
  try {
    const { sha256, etag } = await downloadFile({
      ...{ ...request, tooLarge },
      ...(known ? { known: toKnown(known) } : {}),
    });
    return { revision: `${PREFIX}${sha256}`, ...(etag ? { etag } : {}) };
  } catch (error) {
    if (isSourceFailure(error as Error)) throw error;
    const { cause, message } = error as Error;
    const text = `failed to fetch Helm repository index: failed to cache index to temporary file: ${message}`;
    const { failed: reason } = SourceReason;
    const isDenied = cause instanceof HttpError && cause.code === 'denied';
    throw isDenied
      ? unusable(FETCH_FAILED, reason, text, {
          retryAfterMs: intervalMs,
          cause,
        })
      : failed(FETCH_FAILED, reason, text, error);
  }
}

function toKnown({ revision, etag }: DownloadedIndex) {
  const sha256 = revision.slice(PREFIX.length);
  return { sha256, ...(etag ? { etag } : {}) };
}
