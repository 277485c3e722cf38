import { onByteText } from './letters';

const MARK = '...';

/**
 * Shortens a text to `width` bytes with `...` where it was cut, starting at
 * or before byte `offset`. A width below 4 leaves the text as it is.
 */
export function abbreviate(
  text: string,
  offset: number,
  width: number,
): string {
  return width < 4
    ? text
    : onByteText(text, bytes => abbreviateBytes(bytes, offset, width));
}

function abbreviateBytes(
  bytes: string,
  wantedOffset: number,
  width: number,
): string {
  const { length } = bytes;
  const limit = width - MARK.length;
  if (length <= width) {
    return bytes;
  }
  const offset = Math.min(wantedOffset, length, Math.max(length - limit, 0));
  if (offset <= 4) {
    return bytes.slice(0, limit) + MARK;
  }
  if (width < 7) {
    return '';
  }
  if (offset + limit >= length) {
    return MARK + bytes.slice(length - limit);
  }
  const rest = bytes.slice(offset);
  return MARK + (limit < 4 ? '' : abbreviateBytes(rest, 0, limit));
}
