/** Makes the signature that stands in the header of a commit. */
export interface CommitSigner {
  /**
   * @param payload - the commit without its signature
   * @returns the signature, armored
   * @throws GitError - `signing-key`
   */
  sign(payload: Uint8Array): Promise<string>;
}
