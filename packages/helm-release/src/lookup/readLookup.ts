import { GoError, goInt64, type GoValue } from '@backstage-gitops/go-template';
import {
  isNotFound,
  NoMatchError,
  toGroupVersionKind,
  type KubeClient,
  type UnstructuredObject,
} from '@backstage-gitops/kube';

/** What a template asks of the cluster. */
export interface LookupQuery {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty: all namespaces, or a kind without them. */
  readonly namespace: string;
  /** Empty asks for a list. */
  readonly name: string;
}

/**
 * Answers a `lookup` of a template: an object, a list, or an empty map where
 * there is none.
 * @throws GoError - as Helm's function words it: an unknown kind, or what the
 *   cluster says
 * @see helm.sh/helm/v4/pkg/engine, newLookupFunction
 */
export async function readLookup(
  client: KubeClient,
  query: LookupQuery,
  signal: AbortSignal,
): Promise<GoValue> {
  try {
    return toGoValue(await read(client, query, signal)) ?? new Map();
  } catch (error) {
    if (isNotFound(error)) return new Map();
    throw toGoError(query, error);
  }
}

async function read(
  client: KubeClient,
  { name, namespace, ...type }: LookupQuery,
  signal: AbortSignal,
): Promise<unknown> {
  if (name !== '') {
    return client.get<UnstructuredObject>(
      type,
      { name, namespace },
      { signal },
    );
  }
  const { metadata, items } = await client.listAll<UnstructuredObject>(type, {
    namespace,
    signal,
  });
  return {
    apiVersion: type.apiVersion,
    kind: `${type.kind}List`,
    metadata: { resourceVersion: metadata.resourceVersion ?? '' },
    items,
  };
}

function toGoError(query: LookupQuery, error: unknown): GoError {
  if (error instanceof NoMatchError) {
    const { group, version, kind } = toGroupVersionKind(query);
    return new GoError(
      `unable to get apiresource from unstructured: ${group}/${version}, Kind=${kind}: the server could not find the requested resource`,
      error,
    );
  }
  return error instanceof Error
    ? new GoError(error.message, error)
    : new GoError(String(error));
}

/** JSON as Go's unstructured objects hold it: whole numbers are int64. */
function toGoValue(value: unknown): GoValue {
  if (Array.isArray(value)) return value.map(toGoValue);
  if (typeof value === 'object' && value !== null) {
    return new Map(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, toGoValue(item)]),
    );
  }
  return Number.isSafeInteger(value)
    ? goInt64(value as number)
    : (value as GoValue);
}
