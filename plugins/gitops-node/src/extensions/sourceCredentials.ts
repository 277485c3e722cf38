import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ObjectRef } from '@backstage-gitops/kube';
import { Registrations } from './Registrations';

/** Who asks for credentials, and for which address. */
export interface SourceCredentialsRequest {
  /** Name of the cluster that the source is on. */
  readonly cluster: string;
  /** The source, such as a GitRepository. */
  readonly source: ObjectRef;
  /** `spec.url` */
  readonly url: string;
  /** `spec.serviceAccountName`: whose identity is to be used. */
  readonly serviceAccountName?: string;
  /** Aborts when the reconcile ends or runs out of time. */
  readonly signal: AbortSignal;
}

/** What is presented to the server of a source. */
export type SourceCredentials =
  | {
      readonly type: 'basic';
      readonly username: string;
      readonly password: string;
    }
  | { readonly type: 'bearer'; readonly token: string };

/**
 * Obtains credentials for sources whose `spec.provider` has its name, such as
 * `azure`; called in each reconcile, so it caches what is costly.
 */
export interface SourceCredentialsProvider {
  /** Value of `spec.provider`. */
  readonly provider: string;
  /** @throws Error - its message goes into the source's status, so it may hold no secret */
  getCredentials(request: SourceCredentialsRequest): Promise<SourceCredentials>;
}

/** Adds ways to sign in to servers of sources. */
export interface SourceCredentialsExtensionPoint {
  /** @throws DuplicateRegistrationError - the provider has one already */
  addSourceCredentials(provider: SourceCredentialsProvider): void;
}

/** Registered by the plugin `gitops-controllers`. */
export const sourceCredentialsExtensionPoint =
  createExtensionPoint<SourceCredentialsExtensionPoint>({
    id: 'gitops.source-credentials',
  });

/** What modules have added, for the controllers of sources. */
export class SourceCredentialsRegistry
  implements SourceCredentialsExtensionPoint
{
  readonly #providers = new Registrations<SourceCredentialsProvider>(
    'source credentials of provider',
  );

  addSourceCredentials(provider: SourceCredentialsProvider): void {
    this.#providers.add(provider.provider, provider);
  }

  /** The one for a value of `spec.provider`. */
  get(provider: string): SourceCredentialsProvider | undefined {
    return this.#providers.get(provider);
  }
}
