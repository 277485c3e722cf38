import type { FluxEvent } from '../FluxEvent';

/** A Provider with what its Secrets say, as its type reads it. */
export interface ProviderSettings {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** `spec.type`. */
  readonly type: string;
  /** Key `address` of the Secret, else `spec.address`; empty when neither is there. */
  readonly address: string;
  readonly channel: string;
  readonly username: string;
  readonly password: string;
  readonly token: string;
  /** Key `headers` of the Secret, a YAML map. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole Secret of `spec.secretRef`, for types with keys of their own. */
  readonly secret: Readonly<Record<string, string>>;
  /** Id of the commit status: value of `commitStatusExpr`, or the default. */
  readonly commitStatusId: string;
}

/** One request to a service. */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it stands; an object as JSON with its content type. */
  readonly body?: string | object;
}

/** What a service answers; statuses of failure are errors of {@link Exchange}. */
export interface ProviderResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 1 MiB. */
  readonly body: string;
}

/**
 * Sends a request with the provider's TLS, proxy, headers, time limit and
 * retries, within the network policy.
 * @throws ProviderError - `status`, `network`, `timeout`; names no secret
 */
export type Exchange = (request: ProviderRequest) => Promise<ProviderResponse>;

/** A service that is told by requests which follow from the event alone. */
export interface RequestProvider {
  /** `spec.type`. */
  readonly type: string;
  /**
   * The requests, in order; none where the service has no use for the event. Pure.
   * @throws ProviderError - `settings`: address, channel or Secret lack something
   */
  toRequests(
    event: FluxEvent,
    settings: ProviderSettings,
  ): readonly ProviderRequest[];
  /** @throws ProviderError - `refused`: a failure told with a status of success */
  checkResponse?(response: ProviderResponse, request: ProviderRequest): void;
}

/** A service that is asked before it is told: commit statuses, comments. */
export interface ConversationProvider {
  /** `spec.type`. */
  readonly type: string;
  deliver(
    event: FluxEvent,
    settings: ProviderSettings,
    exchange: Exchange,
  ): Promise<void>;
}

/** A type of Provider; `providers/index.ts` lists them. */
export type ProviderType = RequestProvider | ConversationProvider;
