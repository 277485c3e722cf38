import { GitError } from '../../errors';
import type { PacketReader } from './PacketReader';
import { refusalIn, textOf } from './readAdvertisement';

const DATA_BAND = 1;
const ERROR_BAND = 3;
const MAX_REASON_LENGTH = 400;

/** @throws GitError - `commit-not-found`: not an object of the server; `protocol` */
function requireNoRefusal(text: string): void {
  const refusal = refusalIn(text);
  if (refusal !== undefined) {
    throw remoteError(refusal);
  }
}

function remoteError(reason: string): GitError {
  return /not our ref|unadvertised object/.test(reason)
    ? new GitError('commit-not-found', 'object not found')
    : new GitError('protocol', `remote error: ${reason}`);
}

/**
 * Passes over what comes before the pack, with protocol 2: sections with a
 * title, of which `packfile` is the last.
 * @throws GitError - `commit-not-found`, `protocol`
 */
export async function skipToPackfile(reader: PacketReader): Promise<void> {
  for (;;) {
    const packet = await reader.next();
    if (packet.type === 'flush') {
      throw new GitError('protocol', 'the server sent no pack');
    }
    if (packet.type === 'data') {
      const text = textOf(packet.bytes);
      requireNoRefusal(text);
      if (text === 'packfile') {
        return;
      }
    }
  }
}

/**
 * Passes over what comes before the pack, with protocol 0: where history is cut
 * off, then `NAK`.
 * @throws GitError - `commit-not-found`, `protocol`
 */
export async function skipToNak(reader: PacketReader): Promise<void> {
  for (;;) {
    const packet = await reader.next();
    if (packet.type === 'data') {
      const text = textOf(packet.bytes);
      requireNoRefusal(text);
      if (/^(NAK|ACK )/.test(text)) {
        return;
      }
    }
  }
}

/**
 * The bytes of a pack, taken out of the side band up to its flush packet.
 * @throws GitError - `network`: it breaks off; `protocol`: the server failed
 */
export async function* readSideBand(
  reader: PacketReader,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const packet = reader.take() ?? (await reader.next());
    if (packet.type === 'flush') {
      return;
    }
    if (packet.type !== 'data') {
      continue;
    }
    const { bytes } = packet;
    switch (bytes[0]) {
      case DATA_BAND:
        yield bytes.subarray(1);
        break;
      case ERROR_BAND:
        throw remoteError(
          bytes.toString('utf8', 1).trim().slice(0, MAX_REASON_LENGTH),
        );
      default: // progress, for people
    }
  }
}
