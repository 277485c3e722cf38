import type { UnstructuredObject } from '@backstage-gitops/kube';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import type { DecryptionKeys } from './request';

/** Decrypts SOPS documents of a build with the keys of one Secret. */
export class Decryptor {
  readonly warnings: string[] = [];

  constructor(readonly keys: DecryptionKeys, readonly strictMac: boolean) {}

  /** Decrypts, in place, files that generators and patches of a build read. */
  async decryptSources(
    _files: ArchiveFileSystem,
    _directory: string,
  ): Promise<void> {}

  /** The decrypted object; undefined when it is not encrypted. */
  async decryptObject(
    _object: UnstructuredObject,
    _yaml: string,
    _name: string,
  ): Promise<UnstructuredObject | undefined> {
    return undefined;
  }
}
