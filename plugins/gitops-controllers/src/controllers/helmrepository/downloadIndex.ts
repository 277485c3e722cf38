import {
  failed,
  FETCH_FAILED,
  isSourceFailure,
  SourceReason,
} from '../../sources';
import { downloadFile } from './downloadFile';
import type { DownloadRequest } from './downloadFile';

/**
 * Downloads an index.yaml into a file.
 * @returns `sha256:<hex>` of its bytes
 * @throws TransientError - AuthenticationFailed: certificates that can't be
 *   used; Failed: no connection, too large, or another answer than 200
 */
export async function downloadIndex(
  request: Omit<DownloadRequest, 'tooLarge'>,
): Promise<string> {
  const { maxBytes } = request;
  const tooLarge = `index exceeds the maximum index file size of ${maxBytes} bytes`;
  try {
    return `sha256:${await downloadFile({ ...request, tooLarge })}`;
  } catch (error) {
    if (isSourceFailure(error as Error)) throw error;
    throw failed(
      FETCH_FAILED,
      SourceReason.failed,
      `failed to fetch Helm repository index: failed to cache index to temporary file: ${
        (error as Error).message
      }`,
      error,
    );
  }
}
