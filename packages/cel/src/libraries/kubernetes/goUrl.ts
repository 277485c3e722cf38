import { Fault } from '../../values/Fault';

/** The parts of a URL as Go's net/url gives them. */
export interface GoUrl {
  readonly scheme: string;
  /** With the port, and with the brackets of an IPv6 address. */
  readonly host: string;
  readonly escapedPath: string;
  readonly query: string;
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2}).{0,2}/s;

function quoted(text: string): string {
  return JSON.stringify(text);
}

function failed(text: string, reason: string): Fault {
  return new Fault(`parse ${quoted(text)}: ${reason}`);
}

/**
 * Parses what Go's url.ParseRequestURI takes: an absolute URI or an absolute path.
 * @returns a fault with Go's message for anything else
 */
export function parseRequestUri(text: string): GoUrl | Fault {
  if (/[\x00-\x1f\x7f]/.test(text)) {
    return failed(text, 'net/url: invalid control character in URL');
  }
  if (text === '') return failed(text, 'empty url');
  if (text === '*')
    return { scheme: '', host: '', escapedPath: '*', query: '' };
  const scheme = SCHEME.exec(text)?.[1] ?? '';
  if (/^:/.test(text)) return failed(text, 'missing protocol scheme');
  const firstColon = /^[^/?]*?:/.exec(text)?.[0];
  if (!scheme && firstColon !== undefined && !text.startsWith('/')) {
    return failed(text, 'invalid URI for request');
  }
  const rest = scheme ? text.slice(scheme.length + 1) : text;
  if (!rest.startsWith('/')) {
    if (scheme) return opaque(text, scheme, rest);
    return failed(text, 'invalid URI for request');
  }
  return hierarchical(text, scheme.toLowerCase(), rest);
}

/** `mailto:a@b`: no host and no path. */
function opaque(text: string, scheme: string, rest: string): GoUrl | Fault {
  const query = rest.includes('?') ? rest.slice(rest.indexOf('?') + 1) : '';
  return rest === '' && text.endsWith(':')
    ? { scheme: scheme.toLowerCase(), host: '', escapedPath: '', query: '' }
    : { scheme: scheme.toLowerCase(), host: '', escapedPath: '', query };
}

function hierarchical(
  text: string,
  scheme: string,
  rest: string,
): GoUrl | Fault {
  const hash = rest.indexOf('#');
  const mark = rest.indexOf('?');
  const beforeQuery = mark < 0 ? rest : rest.slice(0, mark);
  const hasHost =
    (scheme !== '' || !rest.startsWith('///')) && rest.startsWith('//');
  const authorityEnd = beforeQuery.indexOf('/', 2);
  const authority = hasHost
    ? beforeQuery.slice(2, authorityEnd < 0 ? undefined : authorityEnd)
    : '';
  const path = hasHost
    ? beforeQuery.slice(authorityEnd < 0 ? beforeQuery.length : authorityEnd)
    : beforeQuery;
  const host = parseAuthority(text, authority);
  if (host instanceof Fault) return host;
  const bad = BAD_ESCAPE.exec(path)?.[0];
  if (bad !== undefined) {
    return failed(text, `invalid URL escape ${quoted(bad)}`);
  }
  // Go parses again, now with a fragment.
  const shown = path.split('#')[0];
  const query =
    mark < 0 || (hash >= 0 && hash < mark)
      ? ''
      : rest.slice(mark + 1).split('#')[0];
  return { scheme, host, escapedPath: escapePath(shown), query };
}

/** Escapes what Go escapes in a path; what is escaped already is kept. */
function escapePath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]/gu, part =>
    encodeURIComponent(part),
  );
}

const USER_INFO = /^[A-Za-z0-9\-._~:!$&'()*+,;=%@]*$/;
const HOST = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]*$/u;

function parseAuthority(text: string, authority: string): string | Fault {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  if (!USER_INFO.test(user)) {
    return failed(text, 'net/url: invalid userinfo');
  }
  const host = authority.slice(at + 1);
  if (host.startsWith('[')) return bracketed(text, host);
  const colon = host.lastIndexOf(':');
  const port = colon < 0 ? '' : host.slice(colon);
  if (!/^(:\d*)?$/.test(port)) {
    return failed(text, `invalid port ${quoted(port)} after host`);
  }
  return checkHost(text, host);
}

function bracketed(text: string, host: string): string | Fault {
  const end = host.lastIndexOf(']');
  if (end < 0) return failed(text, "missing ']' in host");
  const port = host.slice(end + 1);
  if (!/^(:\d*)?$/.test(port)) {
    return failed(text, `invalid port ${quoted(port)} after host`);
  }
  return checkHost(text, host);
}

function checkHost(text: string, host: string): string | Fault {
  const escape = /%(?!25)[0-9A-Fa-f]{2}|%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(host);
  if (escape) {
    const code = parseInt(escape[0].slice(1), 16);
    const isAllowed = escape[0].length === 3 && code >= 0x80;
    if (!isAllowed) {
      return failed(text, `invalid URL escape ${quoted(escape[0])}`);
    }
  }
  const bad = [...host].find(char => !HOST.test(char));
  return bad === undefined
    ? host
    : failed(text, `invalid character ${quoted(bad)} in host name`);
}

/** The host without its port and brackets. */
export function hostnameOf({ host }: GoUrl): string {
  const end = host.indexOf(']');
  if (host.startsWith('[') && end >= 0) return host.slice(1, end);
  const colon = host.lastIndexOf(':');
  return colon >= 0 ? host.slice(0, colon) : host;
}

/** The port, e.g. `8080`; empty when there is none. */
export function portOf({ host }: GoUrl): string {
  return /:(\d*)$/.exec(host.replace(/^\[[^\]]*\]/, ''))?.[1] ?? '';
}

function unescapeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return undefined;
  }
}

/** Values by name; parts that can't be read are left out. */
export function queryValues({ query }: GoUrl): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';')) continue;
    const [name, ...rest] = part.split('=');
    const key = unescapeQuery(name);
    const value = unescapeQuery(rest.join('='));
    if (key === undefined || value === undefined) continue;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}
