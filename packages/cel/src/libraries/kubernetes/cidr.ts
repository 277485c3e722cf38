import type { Budget } from '../../evaluate/Budget';
import { opaqueType } from '../../types/CelType';
import { Fault, isFault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { Opaque } from '../../values/Value';
import type { Library } from '../Library';
import { fn, method } from '../Library';
import type { Address } from './address';
import {
  formatAddress,
  hasPrefix,
  isMapped,
  maskAddress,
  parseAddress,
  widthOf,
} from './address';
import { ADDRESS_STEPS, Ip, IP_NAME, readIp } from './ip';

const NAME = 'net.CIDR';
const TYPE = opaqueType(NAME);

class Cidr extends Opaque {
  readonly type = TYPE;

  constructor(readonly address: Address, readonly length: number) {
    super();
  }

  equals(other: Opaque): boolean {
    return (
      other instanceof Cidr &&
      other.length === this.length &&
      other.address.family === this.address.family &&
      other.address.bits === this.address.bits
    );
  }
}

const PARSING = 'network address parse error during conversion from string: ';

function readCidr(text: string, budget: Budget): Cidr | Fault {
  budget.step(ADDRESS_STEPS);
  const quoted = JSON.stringify(text);
  const slash = text.lastIndexOf('/');
  const address = parseAddress(text.slice(0, Math.max(0, slash)));
  const digits = text.slice(slash + 1);
  const length = /^(0|[1-9]\d{0,2})$/.test(digits) ? Number(digits) : Infinity;
  if (!address || length > widthOf(address)) {
    const reason = faultOf(slash >= 0, address, digits);
    return new Fault(
      `${PARSING}${PARSING}netip.ParsePrefix(${quoted}): ${reason}`,
    );
  }
  return isMapped(address)
    ? new Fault(`${PARSING}IPv4-mapped IPv6 address ${quoted} is not allowed`)
    : new Cidr(address, length);
}

function faultOf(
  hasSlash: boolean,
  address: Address | undefined,
  digits: string,
): string {
  if (!hasSlash) return "no '/'";
  return address && /^[1-9]\d*$/.test(digits)
    ? 'prefix length out of range'
    : 'unable to parse';
}

function contains(cidr: Value, ip: Ip | Fault): Result {
  const { address, length } = cidr as Cidr;
  return isFault(ip) ? ip : hasPrefix(ip.address, address, length);
}

function containsCidr(outer: Value, inner: Cidr | Fault): Result {
  const { address, length } = outer as Cidr;
  if (isFault(inner)) return inner;
  return length <= inner.length && hasPrefix(inner.address, address, length);
}

function masked([cidr]: readonly Value[]): Result {
  const { address, length } = cidr as Cidr;
  return new Cidr(maskAddress(address, length), length);
}

function toText([cidr]: readonly Value[]): Result {
  const { address, length } = cidr as Cidr;
  return `${formatAddress(address)}/${length}`;
}

/** `cidr`, `isCIDR`, and what a range of addresses contains. */
export const cidrs: Library = {
  types: [TYPE],
  overloads: [
    fn('cidr', `(string) ${NAME}`, ([value], budget) =>
      readCidr(String(value), budget),
    ),
    fn(
      'isCIDR',
      '(string) bool',
      ([value], budget) => !isFault(readCidr(String(value), budget)),
    ),
    fn('string', `(${NAME}) string`, toText),
    method('containsIP', `(${NAME}, string) bool`, ([cidr, ip], budget) =>
      contains(cidr, readIp(String(ip), budget)),
    ),
    method('containsIP', `(${NAME}, ${IP_NAME}) bool`, ([cidr, ip]) =>
      contains(cidr, ip as Ip),
    ),
    method('containsCIDR', `(${NAME}, string) bool`, ([cidr, inner], budget) =>
      containsCidr(cidr, readCidr(String(inner), budget)),
    ),
    method('containsCIDR', `(${NAME}, ${NAME}) bool`, ([cidr, inner]) =>
      containsCidr(cidr, inner as Cidr),
    ),
    method(
      'ip',
      `(${NAME}) ${IP_NAME}`,
      ([cidr]) => new Ip((cidr as Cidr).address),
    ),
    method('prefixLength', `(${NAME}) int`, ([cidr]) =>
      BigInt((cidr as Cidr).length),
    ),
    method('masked', `(${NAME}) ${NAME}`, masked),
  ],
};
