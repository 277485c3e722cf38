import { MasterKey, MasterKeyKind } from '../metadata';

/** Opens data keys of one or more kinds. Passed in; may use the network. */
export interface KeyService {
  readonly kinds: readonly MasterKeyKind[];
  /**
   * @returns the data key, or the part of it that the key's group holds
   * @throws Error - its message goes into the report, so it may hold no secret
   */
  decrypt(key: MasterKey): Promise<Uint8Array>;
}
