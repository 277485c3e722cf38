import type { TarEntry } from './entry';
import { TarDecoder } from './TarDecoder';
import type { TarLimits } from './TarDecoder';

/** An entry with its content. */
export interface TarEntryWithData extends TarEntry {
  /** A view of the archive. */
  readonly data: Uint8Array;
}

const EMPTY = new Uint8Array();

/**
 * The entries of an archive in memory, in order.
 * @throws TarError - see {@link TarDecoder}
 */
export function* readTar(
  archive: Uint8Array,
  limits?: TarLimits,
): Generator<TarEntryWithData> {
  const decoder = new TarDecoder(limits);
  let waiting: TarEntry | undefined;
  for (const part of decoder.push(archive)) {
    if (part.kind === 'data' && waiting) {
      if (part.data.length < waiting.sizeBytes) break; // `end` throws
      yield { ...waiting, data: part.data };
      waiting = undefined;
    } else if (part.kind === 'entry' && part.entry.sizeBytes === 0) {
      yield { ...part.entry, data: EMPTY };
    } else if (part.kind === 'entry') {
      waiting = part.entry;
    }
  }
  decoder.end();
}
