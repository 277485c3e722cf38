import { GitError } from '../../errors';
import type { PacketReader } from './PacketReader';

const DATA_BAND = 1;
const MESSAGE_BAND = 2;
const ERROR_BAND = 3;

/** What becomes of the bands beside the data. */
interface SideBandOptions {
  /** Takes progress and the words of hooks, for people. Default: dropped. */
  readonly onMessage?: (bytes: Buffer) => void;
  /** The error of a server that has failed, from what it wrote. */
  readonly toError: (text: string) => GitError;
}

/**
 * The data of an answer, taken out of the side band up to its flush packet.
 * @throws GitError - `network`: it breaks off; `protocol`: an unknown band;
 *   what `toError` makes
 * @see https://git-scm.com/docs/gitprotocol-pack, "Packfile Data"
 */
export async function* readSideBand(
  reader: PacketReader,
  { onMessage, toError }: SideBandOptions,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const packet = reader.take() ?? (await reader.next());
    if (packet.type === 'flush') {
      return;
    }
    const bytes = packet.type === 'data' ? packet.bytes : Buffer.alloc(0);
    const content = bytes.subarray(1);
    switch (bytes[0]) {
      case DATA_BAND:
        yield content;
        break;
      case MESSAGE_BAND:
        onMessage?.(content);
        break;
      case ERROR_BAND:
        throw toError(content.toString('utf8').trim());
      default:
        throw new GitError('protocol', 'the answer has an unknown side band');
    }
  }
}
