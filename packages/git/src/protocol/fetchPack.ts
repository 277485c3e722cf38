import { createWriteStream } from 'fs';
import { once } from 'events';
import { GitError } from '../errors';
import type { HttpTransport } from '../remote/HttpTransport';
import { DELIMITER, FLUSH, pktLine, readPackets, textOf } from './pktLine';
import type { Packet } from './pktLine';
import { SERVICE } from './references';
import type { Advertisement } from './references';

/** What to ask a server for. */
export interface FetchRequest {
  /** Commits or tags, as hashes. */
  readonly wants: readonly string[];
  /** Number of commits of history; all when undefined. */
  readonly depth?: number;
  /** File that the pack is written to. */
  readonly file: string;
  readonly maxBytes: number;
}

const BAND_DATA = 1;
const BAND_ERROR = 3;
const DONE = pktLine('done\n');

function deepen(depth: number | undefined): Buffer[] {
  return depth === undefined ? [] : [pktLine(`deepen ${depth}\n`)];
}

function requestVersion2({ wants, depth }: FetchRequest): Buffer {
  return Buffer.concat([
    pktLine('command=fetch'),
    pktLine('object-format=sha1'),
    DELIMITER,
    pktLine('no-progress'),
    pktLine('ofs-delta'),
    ...deepen(depth),
    ...wants.map(hash => pktLine(`want ${hash}\n`)),
    DONE,
    FLUSH,
  ]);
}

function requestVersion0(
  { wants, depth }: FetchRequest,
  capabilities: ReadonlySet<string>,
): Buffer {
  const used = ['side-band-64k', 'ofs-delta', 'no-progress']
    .filter(name => capabilities.has(name))
    .concat(depth === undefined ? [] : ['shallow']);
  return Buffer.concat([
    ...wants.map((hash, index) =>
      pktLine(`want ${hash}${index === 0 ? ` ${used.join(' ')}` : ''}\n`),
    ),
    ...deepen(depth),
    FLUSH,
    DONE,
  ]);
}

/** Takes the pack out of the packets that carry it beside progress and errors. */
function packDataOf(packet: Packet): Buffer | undefined {
  if (packet.kind !== 'data' || packet.data.length === 0) {
    return undefined;
  }
  if (packet.data[0] === BAND_ERROR) {
    const text = packet.data.subarray(1).toString('utf8').trim();
    throw new GitError('protocol', `remote error: ${text}`);
  }
  return packet.data[0] === BAND_DATA ? packet.data.subarray(1) : undefined;
}

function throwRefusal(text: string): void {
  if (text.startsWith('ERR ')) {
    const isUnknown = /not our ref|unadvertised object/.test(text);
    throw new GitError(
      isUnknown ? 'commit-not-found' : 'protocol',
      isUnknown ? 'object not found' : `remote error: ${text.slice(4)}`,
    );
  }
}

async function* packOf(
  packets: AsyncIterable<Packet>,
  version: 0 | 2,
): AsyncGenerator<Buffer> {
  let isInPack = false;
  for await (const packet of packets) {
    if (isInPack) {
      const data = packDataOf(packet);
      if (data) {
        yield data;
      }
      continue;
    }
    const text = textOf(packet);
    throwRefusal(text);
    // Before the pack come shallow lines; NAK (0) or `packfile` (2) ends them.
    isInPack = version === 2 ? text === 'packfile' : text === 'NAK';
  }
}

/**
 * Fetches a pack into a file.
 * @returns its size in bytes
 * @throws GitError - `commit-not-found`, `limit`, `protocol`
 * @see https://git-scm.com/docs/gitprotocol-v2 and gitprotocol-pack
 */
export async function fetchPack(
  transport: HttpTransport,
  advertisement: Advertisement,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<number> {
  const { version, capabilities } = advertisement;
  if (version === 0 && !capabilities.has('side-band-64k')) {
    throw new GitError('unsupported', 'the server has no side-band-64k');
  }
  const answer = await transport.post(
    SERVICE,
    `application/x-${SERVICE}-request`,
    version === 2
      ? requestVersion2(request)
      : requestVersion0(request, capabilities),
    signal,
  );
  const output = createWriteStream(request.file);
  let size = 0;
  try {
    for await (const data of packOf(readPackets(answer.body), version)) {
      size += data.length;
      if (size > request.maxBytes) {
        throw new GitError(
          'limit',
          `the repository is larger than ${request.maxBytes} bytes`,
        );
      }
      if (!output.write(data)) {
        await once(output, 'drain', { signal });
      }
    }
  } finally {
    output.end();
    await once(output, 'close');
  }
  if (size === 0) {
    throw new GitError('protocol', 'the server sent no pack');
  }
  return size;
}
