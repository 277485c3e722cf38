import { createHash } from 'crypto';
import type { Writer } from './Writer';
import type { WriterPlace } from './WriterQueue';
import type { WriterOptions } from './writerOptions';

/** Written bytes that a writer may hold and still be handed on. */
const MAX_HELD_BYTES = 16 * 1024 ** 2;

/** An open writer, for the next one in the queue with the same access. */
export interface KeptWriter {
  readonly writer: Writer;
  /** What the writer was opened with, credentials among it, as a hash. */
  readonly access: string;
  close(): Promise<void>;
}

/** Place in a queue of writers that hand on what they have open. */
export type Place = WriterPlace<KeptWriter>;

/** The same for two that may do the same in the same way. */
function accessOf({ remote, branch, changedBytes }: WriterOptions): string {
  const text = JSON.stringify([remote, branch, changedBytes]);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The writer that the one before has left, if it was opened with the same
 * access: its head is the commit that was just pushed, so nothing has to be
 * read. Should the branch have moved, the push fails, as after any lost race.
 */
export async function takeWriter(
  place: Place,
  request: WriterOptions & { readonly signal: AbortSignal },
): Promise<Writer | undefined> {
  const { heritage } = place;
  place.heritage = undefined;
  if (!heritage) {
    return undefined;
  }
  if (!isPlain(request) || heritage.access !== accessOf(request)) {
    await heritage.close();
    return undefined;
  }
  heritage.writer.renew(request.signal);
  return heritage.writer;
}

/**
 * Leaves a writer to the next one.
 * @returns whether there is one that may take it; else it must be closed
 */
export function keepWriter(
  place: Place,
  request: WriterOptions,
  writer: Writer,
): boolean {
  const isClean =
    writer.head === writer.remoteHead &&
    writer.files.heldBytes <= MAX_HELD_BYTES;
  if (!place.hasNext || !isPlain(request) || !isClean) {
    return false;
  }
  place.heritage = {
    writer,
    access: accessOf(request),
    close: () => writer.close(),
  };
  return true;
}

/** Whether nothing in a request is its own: a clock, another start. */
function isPlain({ restart, now }: WriterOptions): boolean {
  return !restart && now === undefined;
}
