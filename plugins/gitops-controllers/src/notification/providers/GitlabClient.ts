import { requireGitAddress } from './gitAddress';
import type {
  Exchange,
  ProviderRequest,
  ProviderResponse,
  ProviderSettings,
} from './ProviderType';
import { settingsError } from './requireSettings';

/** The API of GitLab for one project. */
export class GitlabClient {
  readonly #api: string;
  readonly #token: string;
  /** `projects/GROUP%2FPROJECT`. */
  readonly project: string;

  /** @throws ProviderError - `settings`: address or token are no good */
  constructor(settings: ProviderSettings, private readonly exchange: Exchange) {
    this.#token = settings.token || settings.password;
    if (!this.#token) {
      throw settingsError(settings, 'token', 'is missing in the Secret');
    }
    const { origin, path } = requireGitAddress(settings);
    this.#api = `${origin}/api/v4`;
    this.project = `projects/${encodeURIComponent(path)}`;
  }

  /** @param path - below the API */
  send(
    method: ProviderRequest['method'],
    path: string,
    body?: object,
  ): Promise<ProviderResponse> {
    const headers = { 'Private-Token': this.#token };
    const url = `${this.#api}/${path}`;
    return this.exchange({ method, url, headers, ...(body ? { body } : {}) });
  }
}
