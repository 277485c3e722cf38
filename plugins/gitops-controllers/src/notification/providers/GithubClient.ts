import { readObject } from './answers';
import { apiPath, requireGitAddress, requirePath } from './gitAddress';
import { GITHUB_HEADERS, hasGithubApp } from './githubAppToken';
import type { GithubAppToken } from './githubAppToken';
import { GithubAppTokens } from './GithubAppTokens';
import type {
  Exchange,
  ProviderRequest,
  ProviderResponse,
  ProviderSettings,
} from './ProviderType';
import { settingsError } from './requireSettings';

/** Where the API of a host is. */
function apiOf(host: string, origin: string): string {
  if (host === 'github.com') return 'https://api.github.com';
  // Such a host is the API already.
  const isApi = host.startsWith('api.') || host.includes('.api.');
  return isApi ? origin : `${origin}/api/v3`;
}

const appTokens = new GithubAppTokens();

type Credentials = Pick<GithubAppToken, 'token' | 'slug'>;

/** Token, else password, else keys of a GitHub App. */
async function credentialsOf(
  settings: ProviderSettings,
  exchange: Exchange,
  needsSlug: boolean,
): Promise<Credentials> {
  const token = settings.token || settings.password;
  if (token) return { token };
  if (hasGithubApp(settings)) {
    return appTokens.get(settings, exchange, needsSlug);
  }
  const why = 'is missing in the Secret, and so is githubAppID';
  throw settingsError(settings, 'token', why);
}

/** The API of GitHub for one repository. */
export class GithubClient {
  private constructor(
    private readonly api: string,
    /** `repos/OWNER/REPOSITORY`. */
    readonly repository: string,
    private readonly credentials: Credentials,
    private readonly exchange: Exchange,
  ) {}

  /**
   * @param needsLogin - whether {@link login} will be asked
   * @throws ProviderError - `settings`: address or credentials are no good
   */
  static async open(
    settings: ProviderSettings,
    exchange: Exchange,
    needsLogin: boolean = false,
  ): Promise<GithubClient> {
    const address = requireGitAddress(settings);
    const names = requirePath(settings, address, 'owner/repository');
    const credentials = await credentialsOf(settings, exchange, needsLogin);
    const api = apiOf(address.host, address.origin);
    const repository = apiPath('repos', ...names);
    return new GithubClient(api, repository, credentials, exchange);
  }

  /** @param path - below the API */
  send(
    method: ProviderRequest['method'],
    path: string,
    body?: object,
  ): Promise<ProviderResponse> {
    const { token } = this.credentials;
    const headers = { ...GITHUB_HEADERS, Authorization: `Bearer ${token}` };
    const url = `${this.api}/${path}`;
    return this.exchange({ method, url, headers, ...(body ? { body } : {}) });
  }

  /** Author of this client's comments. */
  async login(): Promise<unknown> {
    const { slug } = this.credentials;
    if (slug) return `${slug}[bot]`;
    return readObject(await this.send('GET', 'user')).login;
  }
}
