import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { KeyService } from '@backstage-gitops/sops';
import { Registrations } from './Registrations';

export type {
  KeyService,
  MasterKey,
  MasterKeyKind,
} from '@backstage-gitops/sops';

/** Adds services that open the data keys of SOPS documents. */
export interface KeyServicesExtensionPoint {
  /**
   * Asked for master keys of its kinds after the keys of the decryption Secret
   * have been tried.
   * @param name - for messages
   * @throws DuplicateRegistrationError - the name is taken
   */
  addKeyService(name: string, service: KeyService): void;
}

/** Registered by the plugin `gitops-controllers`. */
export const keyServicesExtensionPoint =
  createExtensionPoint<KeyServicesExtensionPoint>({
    id: 'gitops.key-services',
  });

/**
 * What modules have added, for decryption. A service is a function of this
 * process: a worker thread has to ask the main thread to call it.
 */
export class KeyServicesRegistry implements KeyServicesExtensionPoint {
  readonly #services = new Registrations<KeyService>('key service');

  addKeyService(name: string, service: KeyService): void {
    this.#services.add(name, service);
  }

  /** In the order of registration. */
  list(): readonly KeyService[] {
    return this.#services.list();
  }
}
