import { toGroupVersionKind } from '@backstage-gitops/kube';
import type { KubeClient, UnstructuredObject } from '@backstage-gitops/kube';

/** A kind of which the cluster does not tell whether it has namespaces. */
interface UnknownScope {
  readonly object: UnstructuredObject;
  readonly error: Error;
}

/**
 * Puts objects without a namespace into that of their release, as far as their
 * kinds have one. Changes the objects in place.
 * @returns the kinds that could not be asked about; their objects stay as they are
 */
export async function placeObjects(
  client: KubeClient,
  objects: readonly UnstructuredObject[],
  {
    namespace,
    signal,
  }: { readonly namespace: string; readonly signal: AbortSignal },
): Promise<readonly UnknownScope[]> {
  const scopes = new Map<string, boolean | undefined>();
  const unknown: UnknownScope[] = [];
  for (const object of objects) {
    if (object.metadata.namespace) continue;
    const { group, version, kind } = toGroupVersionKind(object);
    const key = `${group}/${version}/${kind}`;
    if (!scopes.has(key)) {
      scopes.set(key, await isNamespaced(client, object, { signal, unknown }));
    }
    if (scopes.get(key)) object.metadata.namespace = namespace;
  }
  return unknown;
}

async function isNamespaced(
  client: KubeClient,
  object: UnstructuredObject,
  {
    signal,
    unknown,
  }: { readonly signal: AbortSignal; readonly unknown: UnknownScope[] },
): Promise<boolean | undefined> {
  try {
    return (await client.mapper.find(object, signal)).namespaced;
  } catch (cause) {
    signal.throwIfAborted();
    const error = cause instanceof Error ? cause : new Error(String(cause));
    unknown.push({ object, error });
    return undefined;
  }
}
