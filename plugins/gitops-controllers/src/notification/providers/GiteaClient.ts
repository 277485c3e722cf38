import { apiPath, requireGitAddress, requirePath } from './gitAddress';
import type {
  Exchange,
  ProviderRequest,
  ProviderResponse,
  ProviderSettings,
} from './ProviderType';
import { settingsError } from './requireSettings';

/** The API of Gitea, or Forgejo, for one repository. */
export class GiteaClient {
  readonly #api: string;
  readonly #token: string;
  /** `repos/OWNER/REPOSITORY`. */
  readonly repository: string;

  /** @throws ProviderError - `settings`: address or token are no good */
  constructor(settings: ProviderSettings, private readonly exchange: Exchange) {
    this.#token = settings.token || settings.password;
    if (!this.#token) {
      throw settingsError(settings, 'token', 'is missing in the Secret');
    }
    const address = requireGitAddress(settings);
    const names = requirePath(settings, address, 'owner/repository');
    this.#api = `${address.origin}/api/v1`;
    this.repository = apiPath('repos', ...names);
  }

  /** @param path - below the API */
  send(
    method: ProviderRequest['method'],
    path: string,
    body?: object,
  ): Promise<ProviderResponse> {
    const headers = { Authorization: `token ${this.#token}` };
    const url = `${this.#api}/${path}`;
    return this.exchange({ method, url, headers, ...(body ? { body } : {}) });
  }
}
