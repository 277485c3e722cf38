import type { PresentedObject, Presenter } from '../presenters';
import { MASK, mapTexts, maskTexts } from './maskTexts';
import { withoutCredentials } from './withoutCredentials';

/**
 * Annotations in which tools keep a copy of the whole object: kubectl, kapp,
 * Rancher. What is masked in the spec would stand there in clear.
 */
const COPIES: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'objectset.rio.cattle.io/applied',
];

/**
 * The object as its page shows it: without managed fields, copies of itself in
 * annotations, credentials in URLs, and what its kind's presenter masks.
 */
export function redactManifest(
  presenter: Presenter,
  object: PresentedObject,
): Record<string, unknown> {
  const redacted = presenter.redact(object);
  const secrets = maskedValues(object.spec, redacted.spec);
  const { managedFields, annotations, ...metadata } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...metadata,
      ...(annotations && { annotations: withoutCopies(annotations, secrets) }),
    },
    spec: cleanUrls(redacted.spec),
    status: maskTexts(object.status, presenter.secrets?.(object) ?? []),
  };
}

/**
 * Leaves out copies of the object, also those of tools not listed: an
 * annotation with JSON that holds a value masked in the spec.
 */
function withoutCopies(
  annotations: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Record<string, string> {
  const isCopy = (name: string, value: string) =>
    COPIES.includes(name) ||
    (/^\s*[[{]/.test(value) && secrets.some(s => value.includes(s)));
  return Object.fromEntries(
    Object.entries(annotations).filter(([name, value]) => !isCopy(name, value)),
  );
}

/** Texts of `object` that `redacted` does not have. */
function maskedValues(object: unknown, redacted: unknown): string[] {
  const kept = new Set(texts(redacted));
  return [...new Set(texts(object))].filter(
    text => text !== '' && !kept.has(text),
  );
}

function cleanUrls(value: unknown): unknown {
  return mapTexts(value, text =>
    /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) && /[@?]/.test(text)
      ? withoutCredentials(text) || MASK
      : text,
  );
}

function* texts(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) yield* texts(item);
  }
}
