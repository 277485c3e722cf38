import {
  NoMatchError,
  sleep,
  systemClock,
  type TypeMeta,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { ActionContext } from '../actions/types';

const POLL_MS = 50;

/** What is read of a CustomResourceDefinition. */
interface Definition {
  readonly spec?: {
    readonly group?: string;
    readonly names?: { readonly kind?: string };
    readonly versions?: readonly {
      readonly name: string;
      readonly served?: boolean;
    }[];
  };
}

/**
 * Waits until the cluster names the kinds of new CRDs, which comes shortly
 * after they are established. Helm relies on being slower.
 * @param timeoutMs - milliseconds; after them the wait just ends, and whoever
 *   needs such a kind tells that it is missing
 */
export async function waitUntilServed(
  { client, signal, clock = systemClock }: ActionContext,
  objects: readonly UnstructuredObject[],
  timeoutMs: number,
): Promise<void> {
  const deadline = clock.steady() + timeoutMs;
  for (const type of objects.flatMap(servedKinds)) {
    while (!(await isServed(type)) && clock.steady() < deadline) {
      await sleep(clock, POLL_MS, signal);
    }
  }

  async function isServed(type: TypeMeta): Promise<boolean> {
    try {
      await client.mapper.find(type, signal);
      return true;
    } catch (error) {
      if (error instanceof NoMatchError) return false;
      throw error;
    }
  }
}

function servedKinds(object: UnstructuredObject): TypeMeta[] {
  if (object.kind !== 'CustomResourceDefinition') return [];
  const { spec } = object as Definition;
  const kind = spec?.names?.kind;
  if (!spec?.group || !kind) return [];
  return (spec.versions ?? [])
    .filter(({ served }) => served)
    .map(({ name }) => ({ apiVersion: `${spec.group}/${name}`, kind }));
}
