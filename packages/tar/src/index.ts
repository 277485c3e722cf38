/**
 * Reads tar archives, in pieces or in memory, and writes their headers, without
 * any platform's API.
 * @packageDocumentation
 */
export { encodeHeader, tarEnd, tarPadding } from './encodeHeader';
export type { TarHeader } from './encodeHeader';
export type { TarEntry, TarEntryType } from './entry';
export { entryPath } from './entryPath';
export { TarError } from './errors';
export type { TarErrorCode } from './errors';
export { decodeName, encodeName, hasRawBytes, showName } from './names';
export { readTar } from './readTar';
export type { TarEntryWithData } from './readTar';
export { TarDecoder } from './TarDecoder';
export type { TarLimits, TarPart } from './TarDecoder';
