import { isIP } from 'net';
import { isNetworkRule } from '@backstage-gitops/http';
import { LabelSelectorError, parseLabelSelector } from '@backstage-gitops/kube';

/** The grammar of a text. */
export interface TextForm {
  /** What the text is, for messages: `an address HOST:PORT`. */
  readonly name: string;
  /** Why a text is none; `''` where the name says all; undefined: it is one. */
  problemOf(text: string): string | undefined;
}

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const NAMESPACE = new RegExp(`^${LABEL}$`);
const SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
const HOST_NAME = /^[A-Za-z0-9_]([-\w]{0,61}\w)?(\.\w([-\w]{0,61}\w)?)*\.?$/;
const KIND = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
/** Wider than AWS has it: other stores know capitals and underscores. */
const BUCKET = /^[A-Za-z0-9][\w.-]{1,253}[A-Za-z0-9]$/;
const KEY_PART = /^[\w!.*'()%+=@:-]+$/;
const MAX_PREFIX = 512;
const MAX_SUBDOMAIN = 253;
const MAX_FIELD_MANAGER = 128;
const MAX_PORT = 65_535;

function form(name: string, isValid: (text: string) => boolean): TextForm {
  return { name, problemOf: text => (isValid(text) ? undefined : '') };
}

function isSubdomain(text: string): boolean {
  return text.length <= MAX_SUBDOMAIN && SUBDOMAIN.test(text);
}

/** A name, an IPv4 address, or an IPv6 address in brackets. */
function isHost(text: string): boolean {
  const bracketed = /^\[(.*)\]$/.exec(text);
  if (bracketed) return isIP(bracketed[1]) === 6;
  return isIP(text) === 4 || HOST_NAME.test(text);
}

function isAddress(
  text: string,
  isValidHost: (host: string) => boolean,
): boolean {
  const match = /^(.*):(\d{1,5})$/.exec(text);
  return (
    match !== null && Number(match[2]) <= MAX_PORT && isValidHost(match[1])
  );
}

function isUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function problemOfLabelSelector(text: string): string | undefined {
  try {
    parseLabelSelector(text);
    return undefined;
  } catch (error) {
    if (error instanceof LabelSelectorError) return error.message;
    throw error;
  }
}

/** The forms that options take. */
export const textForms = {
  /** Where a server listens; an empty host is every address. */
  listenAddress: form('an address HOST:PORT', text =>
    isAddress(text, host => host === '' || isHost(host)),
  ),
  /** Where a server is reached: HOST, HOST:PORT or an http(s) URL. */
  reachedAddress: form(
    'HOST, HOST:PORT or an http URL',
    text =>
      isHost(text) ||
      isAddress(text, isHost) ||
      (isUrl(text) && !text.includes('?')),
  ),
  url: form('an http URL', isUrl),
  /** Without credentials and query. */
  serverUrl: form(
    'an http URL without credentials',
    text => isUrl(text) && !/[?#@]/.test(text),
  ),
  bucketName: form('the name of a bucket', text => BUCKET.test(text)),
  /** `gitops/production`. */
  keyPrefix: form(
    'names separated by slashes',
    text =>
      text.length <= MAX_PREFIX &&
      text.split('/').every(part => KEY_PART.test(part) && !/^\.+$/.test(part)),
  ),
  networkRule: form(
    'an IP address, a range such as 10.0.0.0/8, or a host name',
    isNetworkRule,
  ),
  namespace: form('the name of a namespace', text => NAMESPACE.test(text)),
  objectName: form('the name of an object', isSubdomain),
  /** `apps/Deployment`; `/Pod` of the core group. */
  groupKind: form('GROUP/KIND', text => {
    const [group, kind, ...rest] = text.split('/');
    const isGroup = group === '' || isSubdomain(group);
    return isGroup && KIND.test(kind ?? '') && rest.length === 0;
  }),
  fieldManager: form(
    'the name of a field manager',
    text => text.length <= MAX_FIELD_MANAGER && /^[\x20-\x7e]+$/.test(text),
  ),
  directory: form(
    'the path of a directory',
    text => text.trim() !== '' && !text.includes('\0'),
  ),
  labelSelector: {
    name: 'a label selector such as app=web,tier in (a, b)',
    problemOf: problemOfLabelSelector,
  },
} as const satisfies Readonly<Record<string, TextForm>>;
