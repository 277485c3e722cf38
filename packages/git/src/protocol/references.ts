import { GitError } from '../errors';
import type { HttpTransport } from '../remote/HttpTransport';
import { DELIMITER, FLUSH, pktLine, readPackets, textOf } from './pktLine';
import type { Packet } from './pktLine';

/** A reference of the remote. */
export interface RemoteReference {
  /** Full name: `refs/heads/main`, `HEAD`. */
  readonly name: string;
  /** 40 hexadecimal digits. */
  readonly hash: string;
  /** The commit behind an annotated tag. */
  readonly peeled?: string;
}

/** What a server has said about itself and its references. */
export interface Advertisement {
  readonly version: 0 | 2;
  readonly capabilities: ReadonlySet<string>;
  /** Of protocol 0, where all come at once; empty with 2. */
  readonly references: readonly RemoteReference[];
}

export const SERVICE = 'git-upload-pack';
const HASH = /^[0-9a-f]{40}$/;
const NO_REFERENCES_NAME = 'capabilities^{}';

/** Refuses a body that goes on for longer than `maxBytes`. */
async function* limited(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxBytes) {
      throw new GitError(
        'limit',
        `the list of references is larger than ${maxBytes} bytes`,
      );
    }
    yield chunk;
  }
}

function requireSha1(capabilities: ReadonlySet<string>): void {
  const format = [...capabilities].find(text =>
    text.startsWith('object-format='),
  );
  if (format && format !== 'object-format=sha1') {
    throw new GitError(
      'unsupported',
      `unsupported ${format.replace(
        '=',
        ' ',
      )}: only sha1 repositories can be cloned`,
    );
  }
}

/** Collects references; a `^{}` line belongs to the tag before it. */
class ReferenceList {
  readonly references: RemoteReference[] = [];

  add(hash: string, name: string): void {
    const last = this.references[this.references.length - 1];
    if (last && name === `${last.name}^{}`) {
      this.references[this.references.length - 1] = { ...last, peeled: hash };
    } else if (name !== NO_REFERENCES_NAME) {
      this.references.push({ name, hash });
    }
  }
}

function parseVersion0(lines: readonly Packet[]): Advertisement {
  const list = new ReferenceList();
  const capabilities = new Set<string>();
  for (const packet of lines) {
    const [entry, extras] = textOf(packet).split('\0');
    extras?.split(' ').forEach(text => capabilities.add(text));
    const [hash, name] = entry.split(' ');
    if (HASH.test(hash) && name) {
      list.add(hash, name);
    } else if (entry !== '' && !entry.startsWith('shallow ')) {
      requireSha1(capabilities);
      throw new GitError('protocol', 'the answer is not from a Git server');
    }
  }
  requireSha1(capabilities);
  return { version: 0, capabilities, references: list.references };
}

function parseVersion2(lines: readonly Packet[]): Advertisement {
  const capabilities = new Set(lines.map(textOf).filter(Boolean));
  requireSha1(capabilities);
  return { version: 2, capabilities, references: [] };
}

/** Asks which protocol and capabilities the server has. */
export async function discover(
  transport: HttpTransport,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Advertisement> {
  const answer = await transport.get(`info/refs?service=${SERVICE}`, signal);
  if (
    !answer.contentType.startsWith(`application/x-${SERVICE}-advertisement`)
  ) {
    for await (const _ of limited(answer.body, maxBytes)) {
      break;
    }
    throw new GitError(
      'repository-not-found',
      'repository not found: the address does not answer as a Git server',
    );
  }
  const packets: Packet[] = [];
  for await (const packet of readPackets(limited(answer.body, maxBytes))) {
    const text = textOf(packet);
    if (text.startsWith('ERR ')) {
      throw new GitError('repository-not-found', text.slice(4));
    }
    if (packet.kind === 'data' && !text.startsWith('# service=')) {
      packets.push(packet);
    }
  }
  return textOf(packets[0] ?? { kind: 'flush' }) === 'version 2'
    ? parseVersion2(packets.slice(1))
    : parseVersion0(packets);
}

/**
 * Lists references with protocol 2.
 * @param prefixes - names that matter; all when empty
 */
export async function listReferences(
  transport: HttpTransport,
  prefixes: readonly string[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<RemoteReference[]> {
  const body = Buffer.concat([
    pktLine('command=ls-refs\n'),
    pktLine('object-format=sha1'),
    DELIMITER,
    pktLine('peel\n'),
    ...prefixes.map(prefix => pktLine(`ref-prefix ${prefix}\n`)),
    FLUSH,
  ]);
  const answer = await transport.post(
    SERVICE,
    `application/x-${SERVICE}-request`,
    body,
    signal,
  );
  const references: RemoteReference[] = [];
  for await (const packet of readPackets(limited(answer.body, maxBytes))) {
    const [hash, name, ...attributes] = textOf(packet).split(' ');
    if (HASH.test(hash) && name) {
      const peeled = attributes
        .find(text => text.startsWith('peeled:'))
        ?.slice('peeled:'.length);
      references.push({ name, hash, ...(peeled ? { peeled } : {}) });
    }
  }
  return references;
}
