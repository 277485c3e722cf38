import type { Budget } from '../../evaluate/Budget';
import { opaqueType } from '../../types/CelType';
import { Fault, isFault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { Opaque } from '../../values/Value';
import type { Library } from '../Library';
import { fn, method } from '../Library';
import type { Address } from './address';
import { formatAddress, isInRange, isMapped, parseAddress } from './address';

export const IP_NAME = 'net.IP';
const TYPE = opaqueType(IP_NAME);

/** An address as a value. */
export class Ip extends Opaque {
  readonly type = TYPE;

  constructor(readonly address: Address) {
    super();
  }

  equals(other: Opaque): boolean {
    return (
      other instanceof Ip &&
      other.address.family === this.address.family &&
      other.address.bits === this.address.bits
    );
  }
}

/** Reading or judging an address costs about as much as that many nodes. */
export const ADDRESS_STEPS = 50;

/** Reads an address; a fault for one with a zone or a mapped one. */
export function readIp(text: string, budget: Budget): Ip | Fault {
  budget.step(ADDRESS_STEPS);
  const quoted = JSON.stringify(text);
  const zone = text.indexOf('%');
  const isZoned = zone > 0 && zone < text.length - 1 && text.includes(':');
  const address = parseAddress(isZoned ? text.slice(0, zone) : text);
  if (!address) {
    return new Fault(
      `IP Address ${quoted} parse error during conversion from string: ParseAddr(${quoted}): unable to parse IP`,
    );
  }
  if (isZoned) {
    return new Fault(`IP address ${quoted} with zone value is not allowed`);
  }
  return isMapped(address)
    ? new Fault(`IPv4-mapped IPv6 address ${quoted} is not allowed`)
    : new Ip(address);
}

const addressOf = (value: Value) => (value as Ip).address;

function isCanonical([text]: readonly Value[], budget: Budget): Result {
  const ip = readIp(String(text), budget);
  return isFault(ip) ? ip : formatAddress(ip.address) === text;
}

/** Neither multicast, loopback, link-local, unspecified nor the broadcast address. */
function isGlobalUnicast(address: Address): boolean {
  const isBroadcast = address.family === 4 && address.bits === 0xffffffffn;
  return (
    !isBroadcast &&
    ['isUnspecified', 'isLoopback', 'isMulticast', 'isLinkLocalUnicast'].every(
      kind => !isInRange(address, kind),
    )
  );
}

const KINDS = [
  ...['isUnspecified', 'isLoopback', 'isLinkLocalMulticast'],
  'isLinkLocalUnicast',
];

/** `ip`, `isIP`, `ip.isCanonical` and what an address is. */
export const ips: Library = {
  types: [TYPE],
  overloads: [
    fn('ip', `(string) ${IP_NAME}`, ([text], budget) =>
      readIp(String(text), budget),
    ),
    fn(
      'isIP',
      '(string) bool',
      ([text], budget) => !isFault(readIp(String(text), budget)),
    ),
    fn('ip.isCanonical', '(string) bool', isCanonical),
    fn('string', `(${IP_NAME}) string`, ([ip]) => formatAddress(addressOf(ip))),
    method('family', `(${IP_NAME}) int`, ([ip]) =>
      BigInt(addressOf(ip).family),
    ),
    method('isGlobalUnicast', `(${IP_NAME}) bool`, ([ip], budget) => {
      budget.step(ADDRESS_STEPS);
      return isGlobalUnicast(addressOf(ip));
    }),
    ...KINDS.map(kind =>
      method(kind, `(${IP_NAME}) bool`, ([ip], budget) => {
        budget.step(ADDRESS_STEPS);
        return isInRange(addressOf(ip), kind);
      }),
    ),
  ],
};
