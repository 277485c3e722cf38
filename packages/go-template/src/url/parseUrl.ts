import { GoError } from '../errors';
import { quoteGo } from '../format/quote';
import { escapePart, unescapePart } from './escape';
import { addressKind } from './ipAddress';

/** The parts of a URL as Go's net/url names them. */
export interface UrlParts {
  readonly scheme: string;
  readonly opaque: string;
  /** `user:password` in escaped form; undefined when there is no `@`. */
  readonly user: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/**
 * Go's url.Parse.
 * @throws GoError - worded as Go words it
 */
export function parseUrl(text: string): UrlParts {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GoError)) {
      throw error;
    }
    const shown = text.split('#')[0];
    const where = error.message.startsWith('invalid fragment') ? text : shown;
    const cause = error.message.replace(/^invalid fragment: /, '');
    throw new GoError(`parse ${quoteGo(where)}: ${cause}`, error);
  }
}

function parse(text: string): UrlParts {
  const hash = text.indexOf('#');
  const beforeHash = hash < 0 ? text : text.slice(0, hash);
  const parts = parseWithoutFragment(beforeHash);
  return {
    ...parts,
    fragment: hash < 0 ? '' : readFragment(text.slice(hash + 1)),
  };
}

function readFragment(text: string): string {
  try {
    return unescapePart(text, 'fragment');
  } catch (error) {
    throw error instanceof GoError
      ? new GoError(`invalid fragment: ${error.message}`)
      : error;
  }
}

function parseWithoutFragment(text: string): Omit<UrlParts, 'fragment'> {
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new GoError('net/url: invalid control character in URL');
  }
  const empty = { opaque: '', user: undefined, host: '', path: '', query: '' };
  if (text === '*') {
    return { ...empty, scheme: '', path: '*' };
  }
  const { scheme, rest: afterScheme } = readScheme(text);
  const mark = afterScheme.indexOf('?');
  const rest = mark < 0 ? afterScheme : afterScheme.slice(0, mark);
  const query = mark < 0 ? '' : afterScheme.slice(mark + 1);
  if (!rest.startsWith('/')) {
    if (scheme !== '') {
      return { ...empty, scheme, query, opaque: rest };
    }
    if (rest.split('/')[0].includes(':')) {
      throw new GoError('first path segment in URL cannot contain colon');
    }
  }
  const hasAuthority =
    rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (!hasAuthority) {
    return { ...empty, scheme, query, path: unescapePart(rest, 'path') };
  }
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  return {
    ...empty,
    scheme,
    query,
    ...parseAuthority(authority),
    path: unescapePart(path, 'path'),
  };
}

function readScheme(text: string): { scheme: string; rest: string } {
  if (text.startsWith(':')) {
    throw new GoError('missing protocol scheme');
  }
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  return match
    ? { scheme: match[1].toLowerCase(), rest: text.slice(match[0].length) }
    : { scheme: '', rest: text };
}

const USER_INFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

function parseAuthority(text: string): { user?: string; host: string } {
  const at = text.lastIndexOf('@');
  const host = parseHost(text.slice(at + 1));
  if (at < 0) {
    return { host };
  }
  const info = text.slice(0, at);
  if (!USER_INFO.test(info)) {
    throw new GoError('net/url: invalid userinfo');
  }
  const colon = info.indexOf(':');
  const names =
    colon < 0 ? [info] : [info.slice(0, colon), info.slice(colon + 1)];
  const user = names
    .map(name => escapePart(unescapePart(name, 'user'), 'user'))
    .join(':');
  return { host, user };
}

function parseHost(text: string): string {
  const open = text.lastIndexOf('[');
  if (open > 0) {
    throw new GoError('invalid IP-literal');
  }
  if (open === 0) {
    return parseLiteral(text);
  }
  const colon = text.lastIndexOf(':');
  checkPort(colon < 0 ? '' : text.slice(colon));
  return unescapePart(text, 'host');
}

function checkPort(port: string): void {
  if (!/^(?::[0-9]*)?$/.test(port)) {
    throw new GoError(`invalid port ${quoteGo(port)} after host`);
  }
}

/** An IPv6 address in brackets, with or without a zone, and its port. */
function parseLiteral(text: string): string {
  const close = text.lastIndexOf(']');
  if (close < 0) {
    throw new GoError("missing ']' in host");
  }
  const port = text.slice(close + 1);
  checkPort(port);
  const name = text.slice(1, close);
  const zone = name.indexOf('%25');
  const address =
    zone < 0
      ? unescapePart(name, 'host')
      : unescapePart(name.slice(0, zone), 'host') +
        unescapePart(name.slice(zone), 'zone');
  checkAddress(address);
  return `[${address}]${port}`;
}

function checkAddress(address: string): void {
  let kind;
  try {
    kind = addressKind(address);
  } catch (error) {
    throw error instanceof GoError
      ? new GoError(`invalid host: ${error.message}`)
      : error;
  }
  if (kind === 'IPv4') {
    throw new GoError('invalid IP-literal');
  }
}

/** The host without brackets and port. */
export function hostName(host: string): string {
  const withoutPort = host.replace(/:[0-9]*$/, '');
  return /^\[.*\]$/.test(withoutPort) ? withoutPort.slice(1, -1) : withoutPort;
}

/** Go's URL.String(). */
export function urlText(parts: UrlParts): string {
  const { scheme, opaque, query, fragment } = parts;
  const head = scheme === '' ? '' : `${scheme}:`;
  const body = opaque === '' ? hierarchy(parts, head) : head + opaque;
  const tail = fragment === '' ? '' : `#${escapePart(fragment, 'fragment')}`;
  return body + (query === '' ? '' : `?${query}`) + tail;
}

function hierarchy(parts: UrlParts, head: string): string {
  const { scheme, host, user } = parts;
  let text = head;
  if (scheme !== '' || host !== '' || user !== undefined) {
    if (host !== '' || parts.path !== '' || user !== undefined) {
      text += '//';
    }
    text += user === undefined ? '' : `${user}@`;
    text += escapePart(host, 'host');
  }
  const path = parts.path === '*' ? '*' : escapePart(parts.path, 'path');
  if (path !== '' && !path.startsWith('/') && host !== '') {
    text += '/';
  }
  if (text === '' && path.split('/')[0].includes(':')) {
    text += './';
  }
  return text + path;
}
