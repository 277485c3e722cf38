import type { ReceiverSpec } from '@backstage-gitops/plugin-gitops-common';

/** A call with its whole body. */
export interface Call {
  /** By name in lower case; the first value of each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a call is verified by. */
export interface Expected {
  readonly spec: ReceiverSpec;
  /** Key `token` of the Secret; empty for generic-oidc. */
  readonly token: Buffer;
  /** All keys of the Secret. */
  readonly secret: Readonly<Record<string, Buffer>>;
}

/** A call that was verified. */
export interface Verified {
  /** What expressions read as `req`. */
  readonly body: Buffer;
  /** What they read as `claims`; generic-oidc only. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** What the sender says that it tells, for the log. */
  readonly about?: string;
}

/** @returns the value of a header, empty when there is none */
export function headerOf({ headers }: Pick<Call, 'headers'>, name: string) {
  return headers[name.toLowerCase()] ?? '';
}
