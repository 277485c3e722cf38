import {
  HELM_VERSION,
  parseKubeVersion,
  type Capabilities,
} from '@backstage-gitops/helm';
import type { KubeClient } from '@backstage-gitops/kube';
import { ActionError, messageOf } from './errors';
import type { ActionContext } from './types';

/** Answer of `/version`. */
export interface ServerVersion {
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
}

interface ResourceList {
  readonly groupVersion?: string;
  readonly resources?: readonly { readonly kind: string }[];
}

interface Discovery {
  readonly kind?: string;
  readonly versions?: readonly string[];
  readonly groups?: readonly {
    readonly versions: readonly { readonly groupVersion: string }[];
  }[];
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly responseKind?: { readonly kind: string };
        readonly subresources?: readonly {
          readonly responseKind?: { readonly kind: string };
        }[];
      }[];
    }[];
  }[];
}

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/**
 * Asks the cluster whether it is there.
 * @returns its version
 * @throws ActionError - `unreachable`: `kubernetes cluster unreachable: …`
 */
export async function requireReachable({
  client,
  signal,
}: Pick<ActionContext, 'client' | 'signal'>): Promise<ServerVersion> {
  try {
    return await readVersion(client, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new ActionError(
      'unreachable',
      `kubernetes cluster unreachable: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function readVersion(
  client: KubeClient,
  signal: AbortSignal,
): Promise<ServerVersion> {
  return client.request({ method: 'GET', path: '/version', signal });
}

/**
 * What templates see of a cluster: its version and everything that it serves,
 * subresources included.
 * @param known - its version, where it was just asked for
 * @throws ApiError, ConnectionError - discovery failed
 */
export async function readCapabilities(
  client: KubeClient,
  signal: AbortSignal,
  known?: ServerVersion,
): Promise<Capabilities> {
  const [version, ...lists] = await Promise.all([
    known ?? readVersion(client, signal),
    ...['/api', '/apis'].map(path =>
      client.request<Discovery>({
        method: 'GET',
        path,
        accept: AGGREGATED,
        signal,
      }),
    ),
  ]);
  const apiVersions = new Set(
    lists.every(list => list.kind === 'APIGroupDiscoveryList')
      ? lists.flatMap(aggregatedNames)
      : await groupedNames(client, lists, signal),
  );
  return {
    kubeVersion: {
      ...parseKubeVersion(version.gitVersion),
      version: version.gitVersion,
      major: version.major,
      minor: version.minor,
    },
    apiVersions: [...apiVersions],
    helmVersion: HELM_VERSION,
  };
}

function aggregatedNames({ items = [] }: Discovery): string[] {
  return items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources = [] }) => {
      const group = metadata?.name ?? '';
      const groupVersion = group === '' ? version : `${group}/${version}`;
      const kinds = resources.flatMap(({ responseKind, subresources = [] }) => [
        responseKind?.kind,
        ...subresources.map(subresource => subresource.responseKind?.kind),
      ]);
      return [
        groupVersion,
        ...kinds.filter(Boolean).map(kind => `${groupVersion}/${kind}`),
      ];
    }),
  );
}

/**
 * The way of servers without aggregated discovery. An API service that does
 * not answer is left out, as Helm does.
 */
async function groupedNames(
  client: KubeClient,
  [core, named]: readonly Discovery[],
  signal: AbortSignal,
): Promise<string[]> {
  const paths = [
    ...(core.versions ?? []).map(version => ['/api', version]),
    ...(named.groups ?? []).flatMap(group =>
      group.versions.map(version => ['/apis', version.groupVersion]),
    ),
  ];
  const lists = await Promise.all(
    paths.map(async ([root, groupVersion]) => {
      const list = await client
        .request<ResourceList>({
          method: 'GET',
          path: `${root}/${groupVersion}`,
          signal,
        })
        .catch((): ResourceList => ({}));
      const kinds = (list.resources ?? []).map(({ kind }) => kind);
      return [groupVersion, ...kinds.map(kind => `${groupVersion}/${kind}`)];
    }),
  );
  signal.throwIfAborted();
  return lists.flat();
}
