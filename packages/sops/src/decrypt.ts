import { decryptTree, MacState } from './decryptTree';
import { SopsError } from './errors';
import { Format, STORES } from './formats';
import { openDataKey } from './keys/dataKey';
import { KeyService } from './keys/keyService';
import { parseMetadata, takeMetadata } from './metadata';
import { rulesOf } from './rules';

/** What opens a document, and how it is written afterwards. */
export interface DecryptOptions {
  /** Tried in this order for each master key; one of them must work. */
  readonly keyServices: readonly KeyService[];
  /** Format of the result; that of the document by default. */
  readonly outputFormat?: Format;
  /**
   * The document went through a tool that drops comments, such as a build. Where
   * comments say what is encrypted, the form of a value then says it. Default: false.
   */
  readonly areCommentsLost?: boolean;
  /** Size of the document in bytes, at most. Default: 5 MiB. */
  readonly maxBytes?: number;
}

/** A decrypted document. */
export interface Decrypted {
  readonly data: Uint8Array;
  /**
   * Whether the document is as its last editor left it. Values are
   * authenticated each by itself; only the MAC tells of removed, added or
   * reordered ones. A caller that must not accept `mismatch` checks this.
   */
  readonly mac: MacState;
}

const DEFAULT_MAX_BYTES = 5 * 1024 * 1024;

/**
 * Decrypts a SOPS document.
 *
 * @param document - the file as it is
 * @returns what `sops decrypt` prints for it, and what its MAC says
 * @throws SopsError - the document, its metadata, a value or the keys are at
 *   fault; no message holds a key or a value
 * @see getsops/sops README, "Usage"
 */
export async function decrypt(
  document: Uint8Array,
  format: Format,
  options: DecryptOptions,
): Promise<Decrypted> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (document.length > maxBytes) {
    throw new SopsError(
      'TOO_LARGE',
      `the document has ${document.length} bytes, the limit is ${maxBytes}`,
    );
  }
  const branches = STORES[format].load(document);
  const metadata = parseMetadata(takeMetadata(branches));
  const dataKey = await openDataKey(metadata, options.keyServices);
  const rules = rulesOf(metadata, options.areCommentsLost ?? false);
  const mac = decryptTree(branches, metadata, { dataKey, rules });
  const store = STORES[options.outputFormat ?? format];
  return { data: store.emit(branches), mac };
}

/**
 * Whether a document has metadata of SOPS.
 * @returns false also for a document that is not of the format
 */
export function isEncrypted(document: Uint8Array, format: Format): boolean {
  try {
    takeMetadata(STORES[format].load(document));
    return true;
  } catch (error) {
    if (error instanceof SopsError) return false;
    throw error;
  }
}
