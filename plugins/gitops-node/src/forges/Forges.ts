import type { Config } from '@backstage/config';
import {
  DefaultAzureDevOpsCredentialsProvider,
  DefaultGithubCredentialsProvider,
  DefaultGitlabCredentialsProvider,
  getBitbucketCloudRequestOptions,
  getGiteaRequestOptions,
  ScmIntegrations,
} from '@backstage/integration';
import { HttpClient, OPEN_NETWORK_POLICY } from '@backstage-gitops/http';
import { createForge } from './createForge';
import { ForgeError } from './ForgeError';
import type { ForgeLimits } from './http/ForgeHttp';
import { parseCloneUrl } from './parseCloneUrl';
import type { Forge, ForgeType, RepositoryAddress } from './types';

type Headers = Readonly<Record<string, string>>;

/** How an integration reaches its forge. */
interface Access {
  readonly type: ForgeType;
  readonly apiUrl: string;
  readonly address: RepositoryAddress;
  readonly credentials: () => Promise<
    { readonly headers?: Headers } | undefined
  >;
}

/** Settings of {@link Forges}. */
export interface ForgesOptions {
  readonly limits?: ForgeLimits;
}

const AZURE_HOST = 'dev.azure.com';

/** Path of a base URL without a slash at its end. */
function pathOfUrl(url: string | undefined): string {
  return url === undefined ? '' : new URL(url).pathname.replace(/\/+$/, '');
}

/**
 * Forges by the integrations of app-config (`integrations.github`, `.gitlab`, `.gitea`,
 * `.bitbucketCloud`, `.azure`) and their credentials, GitHub Apps included. The
 * addresses are the administrator's, so the network policy is open; an address
 * from an object only chooses among them.
 */
export class Forges {
  readonly #http = new HttpClient({
    userAgent: 'backstage-gitops',
    network: OPEN_NETWORK_POLICY,
  });
  readonly #github: DefaultGithubCredentialsProvider;
  readonly #gitlab: DefaultGitlabCredentialsProvider;
  readonly #azure: DefaultAzureDevOpsCredentialsProvider;

  constructor(
    private readonly integrations: ScmIntegrations,
    private readonly options: ForgesOptions = {},
  ) {
    this.#github =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    this.#gitlab =
      DefaultGitlabCredentialsProvider.fromIntegrations(integrations);
    this.#azure =
      DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
  }

  /** From the section `integrations`. */
  static fromConfig(config: Config, options?: ForgesOptions): Forges {
    return new Forges(ScmIntegrations.fromConfig(config), options);
  }

  /**
   * The repository of a clone URL. Sends nothing yet.
   * @param cloneUrl - as {@link parseCloneUrl} reads it
   * @throws ForgeError - `invalid`: no address of a repository; `no-integration`: none for
   *   its host; `unsupported`: the host's forge has no implementation
   */
  forCloneUrl(cloneUrl: string): Forge {
    const { credentials, ...access } = this.#accessTo(cloneUrl);
    return createForge({
      ...access,
      http: this.#http,
      credentials: async () => (await credentials())?.headers ?? {},
      ...(this.options.limits ? { limits: this.options.limits } : {}),
    });
  }

  /** Ends requests that run. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  #accessTo(cloneUrl: string): Access {
    const { host } = parseCloneUrl(cloneUrl);
    const access =
      this.#githubAccess(host, cloneUrl) ??
      this.#gitlabAccess(host, cloneUrl) ??
      this.#giteaAccess(host, cloneUrl) ??
      this.#bitbucketAccess(host, cloneUrl) ??
      this.#azureAccess(host, cloneUrl);
    if (access) return access;
    const other = this.integrations.byHost(host);
    if (!other) {
      throw new ForgeError(
        'no-integration',
        `app-config has no integration for ${host}: add one to integrations.github, gitlab, gitea, bitbucketCloud or azure`,
      );
    }
    throw new ForgeError(
      'unsupported',
      `the integration for ${host} is of type ${other.type}, which has no pull requests here: use GitHub, GitLab, Gitea, Bitbucket Cloud or Azure DevOps`,
    );
  }

  #githubAccess(host: string, cloneUrl: string): Access | undefined {
    const config = this.integrations.github.byHost(host)?.config;
    if (!config?.apiBaseUrl) return undefined;
    const address = parseCloneUrl(cloneUrl);
    return {
      ...{ type: 'github', apiUrl: config.apiBaseUrl, address },
      // Apps have credentials for each owner.
      credentials: () => this.#github.getCredentials({ url: pageOf(address) }),
    };
  }

  #gitlabAccess(host: string, cloneUrl: string): Access | undefined {
    const config = this.integrations.gitlab.byHost(host)?.config;
    if (!config) return undefined;
    const address = parseCloneUrl(cloneUrl, pathOfUrl(config.baseUrl));
    return {
      ...{ type: 'gitlab', apiUrl: config.apiBaseUrl, address },
      credentials: () => this.#gitlab.getCredentials({ url: pageOf(address) }),
    };
  }

  #giteaAccess(host: string, cloneUrl: string): Access | undefined {
    const config = this.integrations.gitea.byHost(host)?.config;
    if (!config) return undefined;
    const baseUrl = (config.baseUrl ?? `https://${host}`).replace(/\/+$/, '');
    const address = parseCloneUrl(cloneUrl, pathOfUrl(baseUrl));
    return {
      ...{ type: 'gitea', apiUrl: `${baseUrl}/api/v1`, address },
      credentials: async () => getGiteaRequestOptions(config),
    };
  }

  #bitbucketAccess(host: string, cloneUrl: string): Access | undefined {
    const config = this.integrations.bitbucketCloud.byHost(host)?.config;
    if (!config) return undefined;
    const address = parseCloneUrl(cloneUrl);
    return {
      ...{ type: 'bitbucket-cloud', apiUrl: config.apiBaseUrl, address },
      credentials: () => getBitbucketCloudRequestOptions(config),
    };
  }

  #azureAccess(host: string, cloneUrl: string): Access | undefined {
    const isOldHost = host.endsWith('.visualstudio.com');
    const apiHost = isOldHost ? AZURE_HOST : host;
    if (!this.integrations.azure.byHost(apiHost)) return undefined;
    const address = { ...parseCloneUrl(cloneUrl), host: apiHost };
    const { owner, name } = address;
    const url = `https://${apiHost}/${owner}/_git/${name}`;
    return {
      ...{ type: 'azure-devops', apiUrl: `https://${apiHost}`, address },
      credentials: () => this.#azure.getCredentials({ url: encodeURI(url) }),
    };
  }
}

/** Page of a repository, by which the integrations find its credentials. */
function pageOf({ host, owner, name }: RepositoryAddress): string {
  return encodeURI(`https://${host}/${owner}/${name}`);
}
