import type { HttpClient } from '@backstage-gitops/http';
import { AzureForge } from './azure/AzureForge';
import { BitbucketForge } from './bitbucket/BitbucketForge';
import { GiteaForge } from './gitea/GiteaForge';
import { GithubForge } from './github/GithubForge';
import { GitlabForge } from './gitlab/GitlabForge';
import { ForgeHttp } from './http/ForgeHttp';
import type { ForgeLimits } from './http/ForgeHttp';
import type { Forge, ForgeType, RepositoryAddress } from './types';

/** A repository, and how to get to it. */
export interface ForgeOptions {
  readonly type: ForgeType;
  /**
   * Where the API is, without a slash at its end: `https://api.github.com`,
   * `https://github.example.com/api/v3`, `https://gitlab.example.com/api/v4`,
   * `https://gitea.example.com/api/v1`, `https://api.bitbucket.org/2.0`,
   * `https://dev.azure.com`.
   */
  readonly apiUrl: string;
  readonly address: RepositoryAddress;
  /**
   * Owned by the caller. Where the address comes from an object of a cluster, one
   * with the default network policy; `OPEN_NETWORK_POLICY` is for addresses of app-config.
   */
  readonly http: HttpClient;
  /** Headers with the credentials: `{ authorization: 'Bearer …' }`; asked before each request. */
  readonly credentials: () => Promise<Readonly<Record<string, string>>>;
  readonly limits?: ForgeLimits;
}

type Create = (http: ForgeHttp, address: RepositoryAddress) => Forge;

const CREATE: Readonly<Record<ForgeType, Create>> = {
  'azure-devops': (http, address) => new AzureForge(http, address),
  'bitbucket-cloud': (http, address) => new BitbucketForge(http, address),
  gitlab: (http, address) => new GitlabForge(http, address),
  github: (http, address) => new GithubForge(http, address),
  gitea: (http, address) => new GiteaForge(http, address),
};

/** The implementation of a type for one repository. Sends nothing yet. */
export function createForge(options: ForgeOptions): Forge {
  const { type, address, ...connection } = options;
  return CREATE[type](new ForgeHttp(connection), address);
}
