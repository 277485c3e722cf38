import { limitBytes } from '@backstage-gitops/http';
import { createWriteStream } from 'fs';
import { rm } from 'fs/promises';
import { pipeline } from 'stream/promises';
import { GitError } from '../../errors';
import { TimeSlices } from '../../TimeSlices';
import type { GitTransport } from '../GitTransport';
import { DELIMITER, encodePacket, FLUSH } from './PacketReader';
import type { PacketReader } from './PacketReader';
import { refusalIn, requireHash, textOf } from './readAdvertisement';
import type { Advertisement, RemoteReference } from './readAdvertisement';
import { limitReferences, readAnswer, startService } from './readAnswer';
import { readSideBand, skipToNak, skipToPackfile } from './readPack';

const SERVICE = 'git-upload-pack';
/** Told to servers, in their logs. */
const AGENT = 'agent=git/backstage-gitops';

/** What to ask a server for. */
export interface PackRequest {
  /** Hashes of objects that the server has. */
  readonly wants: readonly string[];
  /** Number of commits of history; all when undefined. */
  readonly depth?: number;
  /**
   * What to leave out, where {@link UploadPack.canFilter}: files, or trees and
   * files.
   */
  readonly filter?: 'blob:none' | 'tree:0';
}

/** Bounds on answers. */
interface AnswerLimits {
  /** Bytes of the list of references. */
  readonly refBytes: number;
}

/**
 * The service that gives commits, as one client of it sees it: protocol 2,
 * and protocol 0 with servers that have no other.
 * @see https://git-scm.com/docs/gitprotocol-v2 , gitprotocol-pack
 */
export class UploadPack {
  private isSpent = false;

  private constructor(
    private readonly transport: GitTransport,
    private readonly advertisement: Advertisement,
    private readonly limits: AnswerLimits,
  ) {}

  /**
   * @param protocol - newest one to ask for. Default 2
   * @throws GitError - `repository-not-found`, `unsupported`, `limit`, and those of the transport
   */
  static async start(
    transport: GitTransport,
    limits: AnswerLimits,
    signal: AbortSignal,
    protocol: 0 | 2 = 2,
  ): Promise<UploadPack> {
    const advertisement = await startService(transport, {
      service: SERVICE,
      protocol,
      signal,
      maxReferenceBytes: limits.refBytes,
    });
    return new UploadPack(transport, advertisement, limits);
  }

  /** False after a failure, and once a service of protocol 0 has ended. */
  get isUsable(): boolean {
    return !this.isSpent;
  }

  /** Whether the server leaves out what a request says. */
  get canFilter(): boolean {
    return this.isVersion2 && this.fetchFeatures.includes('filter');
  }

  /**
   * References, HEAD among them.
   * @param prefix - start of the names that matter; all when undefined
   * @throws GitError - `limit`, `protocol`, and those of the transport
   */
  async listReferences(
    prefix: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly RemoteReference[]> {
    if (!this.isVersion2) {
      return this.advertisement.references.filter(
        ({ name }) => prefix === undefined || name.startsWith(prefix),
      );
    }
    const body = command('ls-refs', [
      'peel\n',
      ...(prefix === undefined ? [] : [`ref-prefix ${prefix}\n`]),
    ]);
    return this.using(async () => {
      const answer = await this.transport.exchange(SERVICE, body, signal);
      const limited = limitReferences(answer, this.limits.refBytes);
      return readAnswer(this.transport, limited, readReferences);
    });
  }

  /**
   * Fetches a pack into a file, which does not exist before, nor afterwards
   * when it could not be fetched as a whole.
   * @param maxBytes - of the pack
   * @returns its number of bytes
   * @throws GitError - `commit-not-found`: the server does not give a wanted
   *   object; `limit`, `protocol`, and those of the transport
   */
  async fetchPack(
    request: PackRequest,
    { file, maxBytes, signal }: PackTarget,
  ): Promise<number> {
    const body = this.isVersion2
      ? this.version2Request(request)
      : this.version0Request(request);
    return this.using(async () => {
      const answer = await this.transport.exchange(SERVICE, body, signal);
      this.isSpent = !this.isVersion2;
      return readAnswer(this.transport, answer, reader =>
        this.writePack(reader, { file, maxBytes, signal }),
      );
    });
  }

  private get isVersion2(): boolean {
    return this.advertisement.protocol === 2;
  }

  private get fetchFeatures(): readonly string[] {
    return this.advertisement.capabilities.get('fetch')?.split(' ') ?? [];
  }

  private async writePack(
    reader: PacketReader,
    { file, maxBytes, signal }: PackTarget,
  ): Promise<number> {
    await (this.isVersion2 ? skipToPackfile(reader) : skipToNak(reader));
    const { capabilities } = this.advertisement;
    const hasSideBand = this.isVersion2 || capabilities.has('side-band-64k');
    const bytes = hasSideBand ? readSideBand(reader) : reader.remaining();
    let size = 0;
    const counted = limitBytes(bytes, maxBytes, () => packTooLarge(maxBytes));
    const target = createWriteStream(file, { flags: 'wx' });
    try {
      await pipeline(
        async function* count() {
          for await (const chunk of counted) {
            size += chunk.length;
            yield chunk;
          }
        },
        target,
        { signal },
      );
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return size;
  }

  private version2Request(request: PackRequest): Buffer {
    const { wants, depth, filter } = request;
    const canCut = this.fetchFeatures.includes('shallow');
    return command('fetch', [
      'no-progress\n',
      'ofs-delta\n',
      ...wants.map(hash => `want ${hash}\n`),
      ...(depth !== undefined && canCut ? [`deepen ${depth}\n`] : []),
      ...(filter !== undefined ? [`filter ${filter}\n`] : []),
      'done\n',
    ]);
  }

  private version0Request({ wants, depth }: PackRequest): Buffer {
    const { capabilities } = this.advertisement;
    const features = ['side-band-64k', 'ofs-delta', 'no-progress'].filter(
      name => capabilities.has(name),
    );
    const isCut = depth !== undefined && capabilities.has('shallow');
    const [first, ...others] = wants;
    return Buffer.concat([
      encodePacket(`want ${first} ${[...features, AGENT].join(' ')}\n`),
      ...others.map(hash => encodePacket(`want ${hash}\n`)),
      ...(isCut ? [encodePacket(`deepen ${depth}\n`)] : []),
      FLUSH,
      encodePacket('done\n'),
    ]);
  }

  /** After a failure nobody knows where in an answer the stream stands. */
  private async using<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.isSpent = true;
      throw error;
    }
  }
}

/** Where a pack goes. */
interface PackTarget {
  readonly file: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

function packTooLarge(maxBytes: number): GitError {
  return new GitError(
    'limit',
    `the repository is larger than ${maxBytes} bytes`,
  );
}

/** A request of protocol 2. */
function command(name: string, lines: readonly string[]): Buffer {
  return Buffer.concat([
    encodePacket(`command=${name}\n`),
    encodePacket(AGENT),
    DELIMITER,
    ...lines.map(line => encodePacket(line)),
    FLUSH,
  ]);
}

/** `<hash> <name> peeled:<hash>`, the last only for annotated tags. */
async function readReferences(
  reader: PacketReader,
): Promise<RemoteReference[]> {
  const references: RemoteReference[] = [];
  const slices = new TimeSlices();
  for (;;) {
    const packet = reader.take() ?? (await reader.next());
    if (packet.type !== 'data') return references;
    const turn = slices.next();
    if (turn) await turn;
    references.push(toReference(textOf(packet.bytes)));
  }
}

function toReference(text: string): RemoteReference {
  const refusal = refusalIn(text);
  if (refusal !== undefined) {
    throw new GitError('protocol', `remote error: ${refusal}`);
  }
  const [hash, name = '', ...attributes] = text.split(' ');
  requireHash(hash);
  const peeled = attributes
    .find(attribute => attribute.startsWith('peeled:'))
    ?.slice('peeled:'.length);
  if (peeled === undefined) {
    return { name, hash };
  }
  requireHash(peeled);
  return { name, hash, peeled };
}
