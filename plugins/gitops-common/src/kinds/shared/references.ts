import { t } from '../schema';

/** Schema of a reference to an object of the same namespace. */
export function localRef(doc: string) {
  return t.object(doc, { name: t.string('Name of the object.') });
}

/** Schema of the optional namespace of a reference. */
export const refNamespace = t.optional(
  t.string('Its namespace; that of this object by default.'),
);

/**
 * Fields of a reference whose kind is one of a few.
 * @param kinds - kinds that may be referred to
 */
export function kindRef<const K extends readonly string[]>(
  kinds: K,
  initial?: K[number],
) {
  return {
    apiVersion: t.optional(t.string('apiVersion of the object.')),
    kind: t.oneOf('Kind of the object.', kinds, {
      ...(initial ? { default: initial } : {}),
    }),
    name: t.string('Name of the object.'),
  } as const;
}

/** The same with the length limits of Kubernetes names, and across namespaces. */
export function limitedRef<const K extends readonly string[]>(
  kinds: K,
  namespaceLength: number,
) {
  return {
    ...kindRef(kinds),
    name: t.string('Name of the object.', { minLength: 1, maxLength: 253 }),
    namespace: t.optional(
      t.string('Its namespace; that of this object by default.', {
        minLength: 1,
        maxLength: namespaceLength,
      }),
    ),
  } as const;
}
