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

/** What the cluster says: JSON, or why there is none. Plain data. */
export type LookupAnswer =
  | { readonly json: unknown }
  | { readonly error: string };

/**
 * Answers a `lookup` of a template: an object, a list, or nothing where there
 * is none; errors are worded as Helm's function words them.
 * @see helm.sh/helm/v4/pkg/engine, newLookupFunction
 */
export async function readLookup(
  client: KubeClient,
  query: LookupQuery,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  try {
    return { json: await read(client, query, signal) };
  } catch (error) {
    return isNotFound(error) ? { json: {} } : { error: textOf(query, error) };
  }
}

/**
 * An answer as a template gets it; each time a value of its own.
 * @throws GoError - the cluster gave none
 */
export function toLookupValue(answer: LookupAnswer): GoValue {
  if ('error' in answer) throw new GoError(answer.error);
  return toGoValue(answer.json);
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

function textOf(query: LookupQuery, error: unknown): string {
  if (error instanceof NoMatchError) {
    const { group, version, kind } = toGroupVersionKind(query);
    return `unable to get apiresource from unstructured: ${group}/${version}, Kind=${kind}: the server could not find the requested resource`;
  }
  return error instanceof Error ? error.message : String(error);
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
