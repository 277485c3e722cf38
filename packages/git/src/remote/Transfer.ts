import { join } from 'path';
import { GitError } from '../errors';
import type { PackRequest, UploadPack } from './protocol/UploadPack';

/**
 * The directory that the packs of one commit are fetched into, as `1.pack`,
 * `2.pack` and so on: bare packs, without the packets that they came in. The
 * limit is one for all of them.
 */
export class Transfer {
  private packs = 0;
  private bytes = 0;

  constructor(
    private readonly directory: string,
    private readonly maxBytes: number,
  ) {}

  /**
   * Adds a pack.
   * @returns its file
   * @throws GitError - `limit`, `commit-not-found`, and those of the network
   */
  async fetch(
    service: UploadPack,
    request: PackRequest,
    signal: AbortSignal,
  ): Promise<string> {
    const left = this.maxBytes - this.bytes;
    this.packs += 1;
    const file = join(this.directory, `${this.packs}.pack`);
    try {
      const target = { file, maxBytes: left, signal };
      this.bytes += await service.fetchPack(request, target);
      return file;
    } catch (error) {
      throw error instanceof GitError && error.code === 'limit'
        ? this.tooLarge()
        : error;
    }
  }

  private tooLarge(): GitError {
    return new GitError(
      'limit',
      `the repository is larger than ${this.maxBytes} bytes`,
    );
  }
}
