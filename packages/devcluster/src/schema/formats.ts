import { isIP, isIPv4, isIPv6 } from 'net';

/** Formats that a structural schema may ask for; an unknown format is not checked. */
const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': text =>
    /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(
      text,
    ) && !Number.isNaN(Date.parse(text)),
  datetime: text => !Number.isNaN(Date.parse(text)),
  date: text =>
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)),
  duration: text =>
    /^([+-]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$|^0$/.test(text) ||
    /^\d+\s*(n|ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)s?$/.test(
      text,
    ),
  uri: text => isAbsoluteUri(text),
  email: text => /^[^\s@]+@[^\s@]+$/.test(text),
  hostname: text =>
    /^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.?$/.test(
      text,
    ),
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: text => {
    const [address, bits, ...rest] = text.split('/');
    const family = isIP(address);
    return (
      rest.length === 0 &&
      family > 0 &&
      /^\d+$/.test(bits ?? '') &&
      Number(bits) <= (family === 4 ? 32 : 128)
    );
  },
  mac: text => /^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(text),
  uuid: text =>
    /^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/.test(text),
  uuid3: text =>
    /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?3[0-9a-fA-F]{3}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/.test(
      text,
    ),
  uuid4: text =>
    /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?4[0-9a-fA-F]{3}-?[89abAB][0-9a-fA-F]{3}-?[0-9a-fA-F]{12}$/.test(
      text,
    ),
  uuid5: text =>
    /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?5[0-9a-fA-F]{3}-?[89abAB][0-9a-fA-F]{3}-?[0-9a-fA-F]{12}$/.test(
      text,
    ),
  byte: text =>
    /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
};

/** Whether `text` has the format; true for formats that are not known. */
export function hasFormat(text: string, format: string): boolean {
  const check = Object.prototype.hasOwnProperty.call(CHECKS, format)
    ? CHECKS[format]
    : undefined;
  return check ? check(text) : true;
}

function isAbsoluteUri(text: string): boolean {
  try {
    return new URL(text).protocol.length > 1;
  } catch {
    return text.startsWith('/');
  }
}
