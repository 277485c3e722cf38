import { refOf, untilAborted } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import type {
  SourceCredentials as Credentials,
  SourceCredentialsProvider,
} from '@backstage-gitops/plugin-gitops-node';
import type { ControllerDeps } from '../host/module';
import { FETCH_FAILED, SourceReason } from './conditions';
import { stalled } from './failures';

/** Where credentials of providers come from. */
type ProviderDeps = Pick<ControllerDeps, 'clusterName' | 'sourceCredentials'>;

/**
 * A way to sign in that a module of the backend has added.
 * @param text - of the failure, behind the name of the provider
 * @throws StalledError - InvalidProviderConfiguration: no module knows the provider
 */
export function requireProvider(
  { sourceCredentials }: ProviderDeps,
  provider: string,
  text: string,
): SourceCredentialsProvider {
  const found = sourceCredentials?.get(provider);
  if (found) return found;
  throw stalled(
    FETCH_FAILED,
    SourceReason.invalidProviderConfiguration,
    `provider '${provider}' ${text}`,
  );
}

/** What a provider is asked for. */
interface CredentialsRequest {
  readonly url: string;
  readonly serviceAccountName?: string;
  readonly signal: AbortSignal;
}

/** Asks a provider for credentials, until the signal aborts. */
export function requestCredentials(
  { object }: { readonly object: KubeObject },
  { clusterName }: ProviderDeps,
  provider: SourceCredentialsProvider,
  request: CredentialsRequest,
): Promise<Credentials> {
  return untilAborted(
    provider.getCredentials({
      ...request,
      cluster: clusterName,
      source: refOf(object),
    }),
    request.signal,
  );
}
