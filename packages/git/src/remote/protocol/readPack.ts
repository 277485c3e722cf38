import { GitError } from '../../errors';
import type { PacketReader } from './PacketReader';
import { refusalIn, textOf } from './readAdvertisement';

const MAX_REASON_LENGTH = 400;

/** @throws GitError - `commit-not-found`: not an object of the server; `protocol` */
function requireNoRefusal(text: string): void {
  const refusal = refusalIn(text);
  if (refusal !== undefined) {
    throw remoteError(refusal);
  }
}

/** The error of a server that gives no pack, from what it wrote. */
export function remoteError(text: string): GitError {
  const reason = text.slice(0, MAX_REASON_LENGTH);
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
