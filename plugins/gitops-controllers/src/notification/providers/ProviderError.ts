/** Why a provider was not told. */
type ProviderErrorCode =
  /** Address, channel or Secret lack something, or don't parse. */
  | 'settings'
  /** The event lacks what the service needs: a revision, a change request. */
  | 'event'
  /** The service answers with a status of failure. */
  | 'status'
  /** It answers with success, and says in the body that it failed. */
  | 'refused'
  /** It can't be reached, or may not be. */
  | 'network'
  /** `spec.timeout` has passed. */
  | 'timeout';

/** Details of a {@link ProviderError}. */
interface ProviderErrorOptions extends ErrorOptions {
  /** HTTP status, of code `status`. */
  readonly status?: number;
}

/** A delivery failed. The message names no address, token or header. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** HTTP status, of code `status`. */
  readonly status?: number;

  constructor(
    readonly code: ProviderErrorCode,
    message: string,
    options: ProviderErrorOptions = {},
  ) {
    super(message, options);
    this.status = options.status;
  }
}
