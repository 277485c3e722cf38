/** Why a call is refused. */
type WebhookErrorCode =
  /** The Secret of the Receiver is missing, or lacks a key. */
  | 'secret'
  /** Signature, token or claims are not those that the Receiver asks for. */
  | 'unauthorized'
  /** The event is not on the list of the Receiver. */
  | 'event'
  /** The body is not what the sender's type sends. */
  | 'payload'
  /** An expression can't be read, failed, or needs too much. */
  | 'filter'
  /** The settings of the Receiver contradict themselves. */
  | 'spec';

/** Faults of the Receiver, which a sender can't help; the others are its own. */
const OWN_FAULTS: readonly WebhookErrorCode[] = ['filter', 'spec'];

/** A call is refused. The message holds no secret, token or signature. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';

  constructor(
    readonly code: WebhookErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The HTTP status that tells of it. */
  get status(): number {
    return OWN_FAULTS.includes(this.code) ? 500 : 400;
  }
}
