/** Gives that many random bytes. */
export type Bytes = (count: number) => Uint8Array;

/** A private key that can sign certificates. */
export interface PrivateKey {
  /** As PEM, in the format that Sprig writes for its type. */
  readonly pem: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** The public key alone, which key identifiers are made from. */
  readonly publicKeyBits: Uint8Array;
  /** DER AlgorithmIdentifier of its signatures. */
  readonly signatureAlgorithm: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}
