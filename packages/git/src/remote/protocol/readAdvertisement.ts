import { GitError } from '../../errors';
import { TimeSlices } from '../../TimeSlices';
import type { PacketReader } from './PacketReader';

/** A reference of the remote. */
export interface RemoteReference {
  /** Full name: `refs/heads/main`, `HEAD`. */
  readonly name: string;
  /** 40 hexadecimal digits. */
  readonly hash: string;
  /** The commit behind an annotated tag. */
  readonly peeled?: string;
}

/** What a service says first. */
export interface Advertisement {
  /** Protocol that the server speaks. */
  readonly protocol: 0 | 2;
  /** Values by name; empty for a capability without one. */
  readonly capabilities: ReadonlyMap<string, string>;
  /** All references, with protocol 0; none with protocol 2, which is asked. */
  readonly references: readonly RemoteReference[];
}

const HASH = /^[0-9a-f]{40}$/;
const PEELED = '^{}';
/** Stands in place of a first reference where there is none. */
const NO_REFERENCE = `capabilities${PEELED}`;
const MAX_REASON_LENGTH = 400;

/** Text of a packet without its final line feed; names keep their bytes as UTF-8. */
export function textOf(bytes: Buffer): string {
  const end = bytes[bytes.length - 1] === 0x0a ? bytes.length - 1 : undefined;
  return bytes.toString('utf8', 0, end);
}

/**
 * What a server says after `ERR`, in place of an answer.
 * @returns undefined for any other packet
 */
export function refusalIn(text: string): string | undefined {
  return text.startsWith('ERR ')
    ? text.slice(4).trim().slice(0, MAX_REASON_LENGTH)
    : undefined;
}

/** @throws GitError - `protocol`: no hash; `unsupported`: SHA-256 */
export function requireHash(hash: string): void {
  if (HASH.test(hash)) {
    return;
  }
  if (/^[0-9a-f]{64}$/.test(hash)) {
    throw unsupportedFormat('sha256');
  }
  throw new GitError('protocol', 'the answer is not from a Git server');
}

function unsupportedFormat(format: string): GitError {
  return new GitError(
    'unsupported',
    `unsupported object-format ${format}: only sha1 repositories can be cloned`,
  );
}

function toCapability(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Collects the lines of references, and peels tags by the line that follows. */
class ReferenceList {
  readonly references: RemoteReference[] = [];

  add(hash: string, name: string): void {
    requireHash(hash);
    const last = this.references[this.references.length - 1];
    if (last && name === `${last.name}${PEELED}`) {
      this.references[this.references.length - 1] = { ...last, peeled: hash };
    } else {
      this.references.push({ name, hash });
    }
  }
}

/** `<hash> <name>`, on the first line followed by NUL and the capabilities. */
function readReference(
  text: string,
  capabilities: Map<string, string>,
  list: ReferenceList,
): void {
  const [line, more] = text.split('\0', 2);
  for (const word of more?.split(' ') ?? []) {
    if (word !== '') capabilities.set(...toCapability(word));
  }
  const format = capabilities.get('object-format') ?? 'sha1';
  if (format !== 'sha1') {
    throw unsupportedFormat(format);
  }
  const [, hash, name] = /^([^ ]*) (.*)$/s.exec(line) ?? [];
  if (hash === undefined) {
    throw new GitError('protocol', 'the answer is not from a Git server');
  }
  if (name !== NO_REFERENCE && hash !== 'shallow') {
    list.add(hash, name);
  }
}

/**
 * Reads what a service says first, up to its flush packet.
 * @throws GitError - `repository-not-found`: the server says no; `protocol`;
 *   `unsupported`: no SHA-1; and those of the transport
 * @see https://git-scm.com/docs/gitprotocol-v2 , gitprotocol-pack
 */
export async function readAdvertisement(
  reader: PacketReader,
): Promise<Advertisement> {
  const capabilities = new Map<string, string>();
  const list = new ReferenceList();
  const slices = new TimeSlices();
  let protocol: 0 | 2 = 0;
  for (let line = 0; ; line++) {
    const packet = reader.take() ?? (await reader.next());
    if (packet.type !== 'data') break;
    const turn = slices.next();
    if (turn) await turn;
    const text = textOf(packet.bytes);
    const refusal = refusalIn(text);
    if (refusal !== undefined) {
      throw new GitError('repository-not-found', refusal);
    }
    if (line === 0 && text === 'version 2') {
      protocol = 2;
    } else if (protocol === 2) {
      capabilities.set(...toCapability(text));
    } else if (line > 0 || text !== 'version 1') {
      readReference(text, capabilities, list);
    }
  }
  const format = capabilities.get('object-format') ?? 'sha1';
  if (format !== 'sha1') {
    throw unsupportedFormat(format);
  }
  return { protocol, capabilities, references: list.references };
}
