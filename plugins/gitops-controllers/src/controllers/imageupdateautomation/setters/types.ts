/** An image that a policy has chosen: `status.latestRef` with the policy's name. */
export interface PolicyImage {
  readonly namespace: string;
  /** Of the ImagePolicy. */
  readonly policy: string;
  /** Image without tag and digest: `ghcr.io/stefanprodan/podinfo`. */
  readonly name: string;
  readonly tag: string;
  /** `sha256:…`; none where the policy does not reflect digests. */
  readonly digest?: string;
}

/** Values by the name that markers give: `apps:podinfo`, `apps:podinfo:tag`. */
export type Setters = ReadonlyMap<string, string>;

/** Which object of a file was changed; empty where it does not say so. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** A value that was changed. */
export interface ValueChange {
  readonly object: ObjectIdentity;
  readonly oldValue: string;
  readonly newValue: string;
  /** What its marker names: `apps:podinfo:tag`. */
  readonly setter: string;
}

/** A text in which the marked values are those of the policies. */
export interface UpdatedText {
  readonly text: string;
  /** In the order of the text; empty when the text is as it was. */
  readonly changes: readonly ValueChange[];
}
