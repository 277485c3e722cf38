import { limitBytes } from '@backstage-gitops/http';
import { GitError } from '../../errors';
import type {
  AdvertiseOptions,
  GitService,
  GitTransport,
} from '../GitTransport';
import { PacketReader } from './PacketReader';
import { readAdvertisement } from './readAdvertisement';
import type { Advertisement } from './readAdvertisement';

/** Reads an answer, and the end of its stream where it ends with the answer. */
export async function readAnswer<T>(
  transport: GitTransport,
  answer: AsyncIterable<Uint8Array>,
  read: (reader: PacketReader) => Promise<T>,
): Promise<T> {
  const reader = new PacketReader(answer);
  try {
    const result = await read(reader);
    if (transport.endsAnswers) await reader.finish();
    return result;
  } finally {
    await reader.close();
  }
}

/** An answer that lists references. @throws GitError - `limit` */
export function limitReferences(
  answer: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncIterable<Uint8Array> {
  const tooLarge = () =>
    new GitError(
      'limit',
      `the list of references is larger than ${maxBytes} bytes`,
    );
  return limitBytes(answer, maxBytes, tooLarge);
}

/** How {@link startService} starts. */
interface StartOptions extends AdvertiseOptions {
  readonly service: GitService;
  /** Bytes of the list of references. */
  readonly maxReferenceBytes: number;
}

/**
 * Starts a service, and reads what it says first.
 * @throws GitError - `repository-not-found`, `unsupported`, `limit`, and those of the transport
 */
export async function startService(
  transport: GitTransport,
  { service, maxReferenceBytes, ...options }: StartOptions,
): Promise<Advertisement> {
  const maxBytes = maxReferenceBytes;
  const answer = await transport.advertise(service, { ...options, maxBytes });
  const limited = limitReferences(answer, maxReferenceBytes);
  return readAnswer(transport, limited, readAdvertisement);
}
