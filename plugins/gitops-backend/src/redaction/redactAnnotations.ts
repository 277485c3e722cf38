import {
  AGREED_ENTITIES_ANNOTATION,
  FLUX_SUSPENDED_BY_ANNOTATION,
  OWN_DOMAIN,
  RECONCILE_REQUEST_ANNOTATION,
  SUSPENDED_BY_ANNOTATION,
  SUSPENDED_GENERATION_ANNOTATION,
  SUSPENDED_UNTIL_ANNOTATION,
} from '@backstage-gitops/plugin-gitops-common';
import type { Mask } from './createMask';
import type { SecretFinder } from './SecretFinder';

/**
 * Annotations with names and times that the portal or a controller reads. They
 * stay as they are, also when a word of them is the value of a variable.
 */
const IDENTIFIERS: readonly string[] = [
  AGREED_ENTITIES_ANNOTATION,
  FLUX_SUSPENDED_BY_ANNOTATION,
  RECONCILE_REQUEST_ANNOTATION,
  SUSPENDED_BY_ANNOTATION,
  SUSPENDED_GENERATION_ANNOTATION,
  SUSPENDED_UNTIL_ANNOTATION,
];

/** Annotations of the portal, which may hold a document. */
const OWN_PREFIX = `${OWN_DOMAIN}/`;

/** Annotations in which tools keep a copy of the whole object: kubectl, kapp, Rancher. */
const COPIES: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'objectset.rio.cattle.io/applied',
];

/** `password: x`, `TOKEN=x`: a secret by its own words. */
const NAMED_SECRET =
  /(?:pass|pwd|secret|token|credential|private.?key)\w{0,40}\s{0,9}[:=]/i;

/** How many encodings around each other are looked through. */
const MAX_DEPTH = 4;

/**
 * Annotations without those that may hold a copy of the object, as it is or as
 * it was before: documents in JSON or YAML, also in base64, compressed or in a
 * URL, and texts in which a secret occurs.
 * @param finder - finds the object's secrets
 * @param clean - for the annotations that stay
 */
export function redactAnnotations(
  annotations: Readonly<Record<string, string>>,
  finder: SecretFinder,
  clean: Mask,
): Record<string, string> {
  const isShown = ([name, value]: [string, string]) => {
    if (IDENTIFIERS.includes(name)) return true;
    if (name.startsWith(OWN_PREFIX)) return !finder.isIn(value);
    return !COPIES.includes(name) && !isCopy(value, finder, 0);
  };
  return clean(Object.fromEntries(Object.entries(annotations).filter(isShown)));
}

function isCopy(value: string, finder: SecretFinder, depth: number): boolean {
  if (finder.isIn(value) || NAMED_SECRET.test(value)) return true;
  if (depth === MAX_DEPTH || isDocument(value)) return true;
  return innerTexts(value).some(
    text => text === COMPRESSED || isCopy(text, finder, depth + 1),
  );
}

/** A mapping or list in JSON or YAML, also one that is cut off. */
function isDocument(text: string): boolean {
  return (
    /^\s*(?:[[{]|---)/.test(text) ||
    (text.includes('\n') &&
      /^[ \t]*(?:- |["']?[\w./-]+["']?:(?:\s|$))/m.test(text))
  );
}

const COMPRESSED = '\0compressed';

/** What a text encodes. */
function innerTexts(text: string): string[] {
  return [jsonText(text), urlText(text), base64Text(text)].flatMap(inner =>
    inner === undefined || inner === text ? [] : [inner],
  );
}

function jsonText(text: string): string | undefined {
  if (!/^\s*"/.test(text)) return undefined;
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function urlText(text: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function base64Text(text: string): string | undefined {
  const packed = text.replace(/\s+/g, '');
  if (!/^[\w+/-]{16,}={0,2}$/.test(packed)) return undefined;
  const bytes = Buffer.from(packed, 'base64');
  // gzip, zlib, zstd
  const magic = bytes.subarray(0, 2).toString('hex');
  if (['1f8b', '789c', '78da', '28b5'].includes(magic)) return COMPRESSED;
  const decoded = bytes.toString('utf8');
  return decoded.includes('\ufffd') ? undefined : decoded;
}
