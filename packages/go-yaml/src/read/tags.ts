import {
  HASH,
  isBlank,
  isBreakOrEnd,
  isDigit,
  isHex,
  isSpaceOrEnd,
  isUri,
  isWord,
} from './characters';
import { Cursor, Place } from './cursor';

const BANG = 0x21;
const PERCENT = 0x25;

/** A tag as written: `!!str` is handle `!!` and suffix `str`. */
interface TagText {
  handle: string;
  suffix: string;
}

/** A line `%YAML 1.1` or `%TAG ! tag:example.com,2000:`. */
type Directive =
  | { name: 'YAML'; version: string }
  | { name: 'TAG'; handle: string; prefix: string };

/** Reads the name behind `&` or `*`, on which the cursor stands. */
export function readAnchor(cursor: Cursor): string {
  const context = cursor.place();
  cursor.skip();
  const name = readWord(cursor);
  const next = cursor.peek();
  if (
    name === '' ||
    !(isSpaceOrEnd(next) || '?:,]}%@`'.includes(String.fromCharCode(next)))
  ) {
    throw cursor.fault(
      'did not find expected alphabetic or numeric character',
      context,
    );
  }
  return name;
}

function readWord(cursor: Cursor): string {
  const start = cursor.position;
  while (isWord(cursor.peek())) {
    cursor.skip();
  }
  return cursor.text.slice(start, cursor.position);
}

/** Reads a tag; the cursor stands on its `!`. */
export function readTag(cursor: Cursor): TagText {
  const context = cursor.place();
  const tag =
    cursor.peek(1) === 0x3c
      ? readVerbatimTag(cursor, context)
      : readShorthandTag(cursor, context);
  if (!isSpaceOrEnd(cursor.peek())) {
    throw cursor.fault(
      'did not find expected whitespace or line break',
      context,
    );
  }
  return tag;
}

function readVerbatimTag(cursor: Cursor, context: Place): TagText {
  cursor.skip(2);
  const suffix = readUri(cursor, '', context);
  if (cursor.peek() !== 0x3e) {
    throw cursor.fault("did not find the expected '>'", context);
  }
  cursor.skip();
  return { handle: '', suffix };
}

function readShorthandTag(cursor: Cursor, context: Place): TagText {
  const handle = readHandle(cursor, context, false);
  if (handle.length > 1 && handle.endsWith('!')) {
    return { handle, suffix: readUri(cursor, '', context) };
  }
  const suffix = readUri(cursor, handle, context);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

function readHandle(
  cursor: Cursor,
  context: Place,
  inDirective: boolean,
): string {
  if (cursor.peek() !== BANG) {
    throw cursor.fault("did not find expected '!'", context);
  }
  cursor.skip();
  let handle = `!${readWord(cursor)}`;
  if (cursor.peek() === BANG) {
    cursor.skip();
    handle += '!';
  } else if (inDirective && handle !== '!') {
    throw cursor.fault("did not find expected '!'", context);
  }
  return handle;
}

/** @param head - what was read before, with its `!`; counts as a part */
function readUri(cursor: Cursor, head: string, context: Place): string {
  let uri = head.slice(1);
  const start = cursor.position;
  while (isUri(cursor.peek())) {
    if (cursor.peek() === PERCENT) {
      uri += readUriEscape(cursor, context);
    } else {
      uri += cursor.text[cursor.position];
      cursor.skip();
    }
  }
  if (cursor.position === start && head === '') {
    throw cursor.fault('did not find expected tag URI', context);
  }
  return uri;
}

/** Reads the `%XX` sequences of one character. */
function readUriEscape(cursor: Cursor, context: Place): string {
  const octets: number[] = [];
  let length = 1;
  while (octets.length < length) {
    if (
      cursor.peek() !== PERCENT ||
      !isHex(cursor.peek(1)) ||
      !isHex(cursor.peek(2))
    ) {
      throw cursor.fault('did not find URI escaped octet', context);
    }
    const digits = cursor.text.slice(cursor.position + 1, cursor.position + 3);
    const octet = parseInt(digits, 16);
    if (octets.length === 0) {
      length = utf8Length(octet);
      if (length === 0) {
        throw cursor.fault('found an incorrect leading UTF-8 octet', context);
      }
    } else if (octet < 0x80 || octet > 0xbf) {
      throw cursor.fault('found an incorrect trailing UTF-8 octet', context);
    }
    octets.push(octet);
    cursor.skip(3);
  }
  return new TextDecoder().decode(new Uint8Array(octets));
}

function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc0 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf8) return 4;
  return 0;
}

/** Reads a directive and the rest of its line. */
export function readDirective(cursor: Cursor): Directive {
  const context = cursor.place();
  cursor.skip();
  const name = readWord(cursor);
  if (name === '') {
    throw cursor.fault('could not find expected directive name', context);
  }
  if (!isSpaceOrEnd(cursor.peek())) {
    throw cursor.fault('found unexpected non-alphabetical character', context);
  }
  const directive = readDirectiveValue(cursor, name, context);
  cursor.skipBlanks();
  if (cursor.peek() === HASH) {
    while (!isBreakOrEnd(cursor.peek())) {
      cursor.skip();
    }
  }
  if (!isBreakOrEnd(cursor.peek())) {
    throw cursor.fault('did not find expected comment or line break', context);
  }
  cursor.skipBreak();
  return directive;
}

function readDirectiveValue(
  cursor: Cursor,
  name: string,
  context: Place,
): Directive {
  cursor.skipBlanks();
  if (name === 'YAML') {
    return { name, version: readVersion(cursor, context) };
  }
  if (name === 'TAG') {
    const handle = readHandle(cursor, context, true);
    if (!isBlank(cursor.peek())) {
      throw cursor.fault('did not find expected whitespace', context);
    }
    cursor.skipBlanks();
    const prefix = readUri(cursor, '', context);
    if (!isSpaceOrEnd(cursor.peek())) {
      throw cursor.fault(
        'did not find expected whitespace or line break',
        context,
      );
    }
    return { name, handle, prefix };
  }
  throw cursor.fault('found unknown directive name', context);
}

function readVersion(cursor: Cursor, context: Place): string {
  const major = readVersionNumber(cursor, context);
  if (cursor.peek() !== 0x2e) {
    throw cursor.fault("did not find expected digit or '.' character", context);
  }
  cursor.skip();
  return `${major}.${readVersionNumber(cursor, context)}`;
}

function readVersionNumber(cursor: Cursor, context: Place): number {
  const start = cursor.position;
  while (isDigit(cursor.peek())) {
    if (cursor.position - start === 2) {
      throw cursor.fault('found extremely long version number', context);
    }
    cursor.skip();
  }
  if (cursor.position === start) {
    throw cursor.fault('did not find expected version number', context);
  }
  return Number(cursor.text.slice(start, cursor.position));
}
