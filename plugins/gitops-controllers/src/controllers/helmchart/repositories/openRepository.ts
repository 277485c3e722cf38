import { parseDuration } from '@backstage-gitops/kube';
import { intervalOf } from '../../../sources';
import { downloadIndex } from '../../helmrepository/downloadIndex';
import { indexUrlOf, repositoryUrlOf } from '../../helmrepository/indexUrl';
import { resolveAccess } from '../../helmrepository/resolveAccess';
import type {
  Artifact,
  HelmChartContext,
  HelmChartDeps,
  HelmRepository,
} from '../types';
import type { ChartRepository } from './ChartRepository';
import { HttpChartRepository } from './HttpChartRepository';
import { openOciRepository } from './openOciRepository';

/** `spec.timeout` where it is not given. */
const DEFAULT_TIMEOUT = '60s';

/** A repository to open. */
export interface RepositoryRequest {
  readonly spec: Pick<HelmRepository['spec'], 'url'> &
    Partial<HelmRepository['spec']>;
  /** The stored index; without it index.yaml is downloaded. */
  readonly artifact?: Artifact;
  /** Where a downloaded index goes. */
  readonly indexFile: string;
}

/** Aborts at `spec.timeout` of the repository, and when the controller stops. */
function timeoutOf(
  { signal }: HelmChartContext,
  { timeout = DEFAULT_TIMEOUT }: RepositoryRequest['spec'],
): AbortSignal {
  const limit = AbortSignal.timeout(parseDuration(timeout));
  return AbortSignal.any([signal, limit]);
}

/**
 * A repository with the credentials of its Secrets.
 * @throws StalledError - URLInvalid, InvalidProviderConfiguration;
 *   TransientError - AuthenticationFailed
 */
export async function openRepository(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  request: RepositoryRequest,
): Promise<ChartRepository> {
  const { spec } = request;
  const signal = timeoutOf(ctx, spec);
  const given = await resolveAccess(ctx, spec);
  if (spec.type === 'oci' || spec.url.startsWith('oci://')) {
    return openOciRepository(ctx, deps, { ...request, access: given, signal });
  }
  const { url, ...inUrl } = repositoryUrlOf(spec.url);
  const access = { ...inUrl, ...given };
  const { limits, network } = deps;
  return new HttpChartRepository({
    ...{ url, access, network, signal },
    passCredentials: spec.passCredentials ?? false,
    maxChartBytes: limits.maxChartBytes,
    lookup: () => readIndex(ctx, deps, request, { access, signal }),
  });
}

type Connection = Pick<
  Parameters<typeof downloadIndex>[0],
  'access' | 'signal'
>;

async function readIndex(
  { key, object }: HelmChartContext,
  deps: HelmChartDeps,
  { artifact, indexFile: file, spec }: RepositoryRequest,
  { access, signal }: Connection,
) {
  const { indexes, maxIndexBytes, network } = deps;
  const reader = { namespace: key.namespace ?? '', signal };
  if (artifact) return indexes.readStored(artifact, reader);
  const { url } = indexUrlOf(spec.url);
  await downloadIndex({
    ...{ url, file, access, network, signal },
    intervalMs: intervalOf(object),
    maxBytes: maxIndexBytes,
  });
  return indexes.readFile(file, reader);
}
