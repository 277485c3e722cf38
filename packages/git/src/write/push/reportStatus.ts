import { GitError } from '../../errors';
import type { PacketReader } from '../../remote/protocol/PacketReader';
import { textOf } from '../../remote/protocol/readAdvertisement';

/** What a server says it has done. */
export interface PushReport {
  /** `ok`, or why it could not take the objects. */
  readonly unpack: string;
  /** By name of the reference: undefined for done, or why not. */
  readonly references: ReadonlyMap<string, string | undefined>;
}

/**
 * Reads the report of a push up to its end.
 * @param asked - references of the push; each must be reported once
 * @throws GitError - `protocol`: it is no report, or not one of this push
 * @see https://git-scm.com/docs/gitprotocol-pack, "Report Status"
 */
export async function readReport(
  reader: PacketReader,
  asked: readonly string[],
): Promise<PushReport> {
  const first = await reader.next();
  const unpack =
    first.type === 'data'
      ? /^unpack (.*)$/s.exec(textOf(first.bytes))?.[1]
      : undefined;
  if (unpack === undefined) {
    throw new GitError('protocol', 'the server gave no report of the push');
  }
  const references = new Map<string, string | undefined>();
  for (;;) {
    const packet = await reader.next();
    if (packet.type !== 'data') {
      break;
    }
    addLine(references, textOf(packet.bytes), asked);
  }
  const missing = asked.find(name => !references.has(name));
  if (missing !== undefined) {
    throw new GitError(
      'protocol',
      `the server did not say what became of '${missing}'`,
    );
  }
  return { unpack, references };
}

function addLine(
  references: Map<string, string | undefined>,
  text: string,
  asked: readonly string[],
): void {
  const [, state, name, reason] = /^(ok|ng) (\S+)(?: (.*))?$/s.exec(text) ?? [];
  if (!asked.includes(name) || references.has(name)) {
    throw new GitError('protocol', 'the report is not that of this push');
  }
  references.set(name, state === 'ok' ? undefined : reason || 'refused');
}
