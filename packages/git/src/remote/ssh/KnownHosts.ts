import { createHmac } from 'crypto';
import { GitError } from '../../errors';
import { readSshStrings } from './sshStrings';

/** Host and port as a line of known_hosts names them. */
export interface HostAddress {
  /** A name in lower case, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

type Marker = '@cert-authority' | '@revoked';

interface KnownHost {
  readonly marker?: Marker;
  /** `a,*.b,!c.b,[d]:2222`, or `|1|salt|hash`. */
  readonly patterns: string;
  readonly type: string;
  readonly key: Buffer;
}

const DEFAULT_PORT = 22;
const MARKERS: readonly string[] = ['@cert-authority', '@revoked'];
/** What signatures a type of key makes; types and signatures best first, as in ssh. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  // SHA-1 last, for servers that have nothing else; as Flux does.
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
};
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** `host`, or `[host]:port` for another port than 22. */
export function showHost({ host, port }: HostAddress): string {
  return port === DEFAULT_PORT ? host : `[${host}]:${port}`;
}

/** The first string in the binary form of a key is its type. */
function typeIn(key: Buffer): string {
  const [type] = readSshStrings(key, 1);
  return type?.toString('latin1') ?? '';
}

/** @throws GitError - `authentication`, with the number of the line */
function parseLine(line: string, number: number): KnownHost {
  const words = line.split(/[ \t]+/);
  const marker = words[0].startsWith('@') ? words.shift() : undefined;
  const fail = (why: string) =>
    new GitError('authentication', `known_hosts, line ${number}: ${why}`);
  if (marker !== undefined && !MARKERS.includes(marker)) {
    throw fail(`unknown marker ${marker.slice(0, 40)}`);
  }
  const [patterns, type, key = ''] = words;
  if (type === undefined) {
    throw fail('a line is hosts, type of key, key');
  }
  const bytes = Buffer.from(key, 'base64');
  if (!BASE64.test(key) || typeIn(bytes) !== type) {
    throw fail('the key is damaged');
  }
  return {
    ...(marker ? { marker: marker as Marker } : {}),
    patterns,
    type,
    key: bytes,
  };
}

function parse(text: string): KnownHost[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const line = raw.trim();
    return line === '' || line.startsWith('#')
      ? []
      : [parseLine(line, index + 1)];
  });
}

/** Whether a name fits a pattern with `*` and `?`, in time linear in both for each `*`. */
function fits(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === '*') {
      star = at;
      at += 1;
      retry = index;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      retry += 1;
      index = retry;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** `|1|salt|hash`, both in base64: HMAC-SHA1 of the host with the salt. */
function fitsHash(pattern: string, address: HostAddress): boolean {
  const [, version, salt, hash] = pattern.split('|');
  return (
    version === '1' &&
    hash !== undefined &&
    createHmac('sha1', Buffer.from(salt, 'base64'))
      .update(showHost(address))
      .digest()
      .equals(Buffer.from(hash, 'base64'))
  );
}

/** A pattern without a port stands for port 22 alone. */
function fitsPattern(pattern: string, { host, port }: HostAddress): boolean {
  const [, inner, ownPort] = /^\[(.*)\]:(\d+)$/.exec(pattern) ?? [];
  return inner === undefined
    ? port === DEFAULT_PORT && fits(pattern.toLowerCase(), host)
    : Number(ownPort) === port && fits(inner.toLowerCase(), host);
}

/** A negated pattern that fits excludes the host from the line. */
function isFor({ patterns }: KnownHost, address: HostAddress): boolean {
  if (patterns.startsWith('|')) {
    return fitsHash(patterns, address);
  }
  let isIncluded = false;
  for (const pattern of patterns.split(',')) {
    if (pattern.startsWith('!')) {
      if (fitsPattern(pattern.slice(1), address)) return false;
    } else {
      isIncluded ||= fitsPattern(pattern, address);
    }
  }
  return isIncluded;
}

/** What a failure of the host key is called, as in Flux. */
export function handshakeFailed(why: string): GitError {
  return new GitError('host-key', `ssh: handshake failed: ${why}`);
}

/**
 * The keys of hosts that a `known_hosts` file names. There is no other trust:
 * a host that it does not have is refused.
 * @see sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"
 */
export class KnownHosts {
  private readonly lines: readonly KnownHost[];

  /** @throws GitError - `authentication`: a line that is none */
  constructor(text: string) {
    this.lines = parse(text);
  }

  /**
   * Host key algorithms to offer to a server: those of its known keys.
   * @throws GitError - `host-key`: there is none for the host; `unsupported`:
   *   only an authority, or keys of types that can't be used
   */
  algorithmsFor(address: HostAddress): string[] {
    const lines = this.lines.filter(line => isFor(line, address));
    const keys = lines.filter(({ marker }) => marker === undefined);
    const name = showHost(address);
    if (keys.length === 0) {
      if (lines.some(({ marker }) => marker === '@cert-authority')) {
        throw new GitError(
          'unsupported',
          `known_hosts has only a certificate authority for ${name}: certificates of hosts are not supported, add the host's own key (ssh-keyscan)`,
        );
      }
      throw handshakeFailed(
        `knownhosts: key is unknown: known_hosts has no key of ${name}`,
      );
    }
    const types = keys.map(({ type }) => type);
    const algorithms = Object.keys(ALGORITHMS)
      .filter(type => types.includes(type))
      .flatMap(type => ALGORITHMS[type]);
    if (algorithms.length === 0) {
      throw new GitError(
        'unsupported',
        `known_hosts has only keys of ${name} that can't be used: ${types
          .map(type => type.slice(0, 60))
          .join(', ')}`,
      );
    }
    return algorithms;
  }

  /**
   * Checks the key that a server has shown.
   * @param key - in its binary form
   * @throws GitError - `host-key`: revoked, or not the known one
   */
  verify(address: HostAddress, key: Buffer): void {
    const same = this.lines.filter(line => line.key.equals(key));
    if (same.some(({ marker }) => marker === '@revoked')) {
      throw handshakeFailed('knownhosts: key is revoked');
    }
    const isKnown = same.some(
      line => line.marker === undefined && isFor(line, address),
    );
    if (!isKnown) {
      throw handshakeFailed(
        `knownhosts: key mismatch: ${showHost(
          address,
        )} has another key than known_hosts says`,
      );
    }
  }
}
