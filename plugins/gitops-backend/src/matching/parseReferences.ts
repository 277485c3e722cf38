/** One item of an entity annotation, see `entityAnnotationOf`. */
export interface EntityReference {
  /** As written. */
  readonly text: string;
  /** Absent: every cluster that has the object. */
  readonly cluster?: string;
  readonly namespace: string;
  readonly name: string;
}

/** An item that is not `[<cluster>/]<namespace>/<name>`. */
interface InvalidReference {
  readonly text: string;
  readonly isInvalid: true;
}

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * Reads `[<cluster>/]<namespace>/<name>`, comma separated. Only the name of the
 * cluster may contain slashes.
 */
export function parseReferences(
  value: string,
): (EntityReference | InvalidReference)[] {
  const items = value.split(',').map(item => item.trim());
  return [...new Set(items)].filter(item => item !== '').map(parseItem);
}

function parseItem(text: string): EntityReference | InvalidReference {
  const parts = text.split('/');
  const [namespace = '', name = ''] = parts.slice(-2);
  const cluster = parts.slice(0, -2).join('/');
  const isValid =
    parts.length >= 2 &&
    (parts.length === 2 || cluster !== '') &&
    NAME.test(namespace) &&
    NAME.test(name);
  if (!isValid) return { text, isInvalid: true };
  return { text, cluster: cluster || undefined, namespace, name };
}
