import { GoError } from '../errors';
import { quoteGo } from '../format/quote';

const MAX_OCTET = 255;
const GROUP_DIGITS = 4;
const ADDRESS_BYTES = 16;
const IPV4_BYTES = 4;

/**
 * Which kind of address Go's netip.ParseAddr reads; an IPv6 address may have
 * a zone, `fe80::1%eth0`.
 * @throws GoError - no address, worded as Go words it
 */
export function addressKind(text: string): 'IPv4' | 'IPv6' {
  const mark = /[.:%]/.exec(text)?.[0];
  if (mark === '.') {
    checkIPv4(text, text);
    return 'IPv4';
  }
  if (mark === ':') {
    checkIPv6(text);
    return 'IPv6';
  }
  throw addressError(
    text,
    mark === '%' ? 'missing IPv6 address' : 'unable to parse IP',
  );
}

function addressError(whole: string, reason: string, at = ''): GoError {
  const where = at === '' ? '' : ` (at ${quoteGo(at)})`;
  return new GoError(`ParseAddr(${quoteGo(whole)}): ${reason}${where}`);
}

/** @param text - all of the address, or its end in IPv4 form */
function checkIPv4(whole: string, text: string): void {
  let octet = '';
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const rest = text.slice(i);
    if (/^[0-9]/.test(rest)) {
      octet = readOctet(whole, octet + text[i]);
    } else if (text[i] !== '.') {
      throw addressError(whole, 'unexpected character', rest);
    } else if (octet === '' || rest === '.') {
      const reason = 'IPv4 field must have at least one digit';
      throw addressError(whole, reason, rest);
    } else {
      dots += 1;
      octet = '';
    }
    if (dots >= IPV4_BYTES) {
      throw addressError(whole, 'IPv4 address too long');
    }
  }
  if (dots < IPV4_BYTES - 1) {
    throw addressError(whole, 'IPv4 address too short');
  }
}

function readOctet(whole: string, digits: string): string {
  if (/^0./.test(digits)) {
    throw addressError(whole, 'IPv4 field has octet with leading zero');
  }
  if (Number(digits) > MAX_OCTET) {
    throw addressError(whole, 'IPv4 field has value >255');
  }
  return digits;
}

function checkIPv6(whole: string): void {
  const percent = whole.indexOf('%');
  if (percent >= 0 && percent === whole.length - 1) {
    throw addressError(whole, 'zone must be a non-empty string');
  }
  const text = percent < 0 ? whole : whole.slice(0, percent);
  if (text === '::') {
    return;
  }
  const startsWithGap = text.startsWith('::');
  const groups = new GroupReader(
    whole,
    startsWithGap ? text.slice(2) : text,
    startsWithGap,
  );
  groups.read();
}

/** Reads the groups of an IPv6 address, after a `::` at its start. */
class GroupReader {
  private bytes = 0;

  constructor(
    private readonly whole: string,
    private rest: string,
    private hasGap: boolean,
  ) {}

  read(): void {
    let isOpen = true;
    while (isOpen && this.bytes < ADDRESS_BYTES) {
      isOpen = this.group() && this.separator();
    }
    if (this.rest !== '') {
      this.fail('trailing garbage after address');
    }
    const isFull = this.bytes >= ADDRESS_BYTES;
    if (!isFull && !this.hasGap) {
      throw addressError(this.whole, 'address string too short');
    }
    if (isFull && this.hasGap) {
      const reason = 'the :: must expand to at least one field of zeros';
      throw addressError(this.whole, reason);
    }
  }

  private fail(reason: string): never {
    throw addressError(this.whole, reason, this.rest);
  }

  /** Whether a separator may follow. */
  private group(): boolean {
    const digits = /^[0-9a-fA-F]*/.exec(this.rest)?.[0] ?? '';
    if (digits.length > GROUP_DIGITS) {
      this.fail('each group must have 4 or less digits');
    }
    if (digits === '') {
      this.fail('each colon-separated field must have at least one digit');
    }
    if (this.rest[digits.length] === '.') {
      this.embeddedIPv4();
      return false;
    }
    this.bytes += 2;
    this.rest = this.rest.slice(digits.length);
    return this.rest !== '';
  }

  private embeddedIPv4(): void {
    const free = ADDRESS_BYTES - this.bytes;
    if (!this.hasGap && free !== IPV4_BYTES) {
      this.fail(
        'embedded IPv4 address must replace the final 2 fields of the address',
      );
    }
    if (free < IPV4_BYTES) {
      this.fail(
        'too many hex fields to fit an embedded IPv4 at the end of the address',
      );
    }
    checkIPv4(this.whole, this.rest);
    this.rest = '';
    this.bytes += IPV4_BYTES;
  }

  /** Whether a group has to follow. */
  private separator(): boolean {
    if (!this.rest.startsWith(':')) {
      this.fail('unexpected character, want colon');
    }
    if (this.rest === ':') {
      this.fail('colon must be followed by more characters');
    }
    this.rest = this.rest.slice(1);
    if (!this.rest.startsWith(':')) {
      return true;
    }
    if (this.hasGap) {
      this.fail('multiple :: in address');
    }
    this.hasGap = true;
    this.rest = this.rest.slice(1);
    return this.rest !== '';
  }
}
