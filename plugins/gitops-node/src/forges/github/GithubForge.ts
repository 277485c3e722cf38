import type { ForgeError, ForgeErrorCode } from '../ForgeError';
import type { ForgeHttp } from '../http/ForgeHttp';
import { pathOf, requireChanges, splitMessage, toBase64 } from '../messages';
import { isSameKey, sortBy } from '../sorting';
import { readCompared } from './compare';
import type {
  Branch,
  Comparison,
  Commit,
  CommitRequest,
  CommitStatus,
  DeployKey,
  Ensured,
  Forge,
  ForgeCall,
  ForgeFile,
  ForgeSupport,
  ForgeUser,
  Repository,
  RepositoryAddress,
  Webhook,
} from '../types';
import { GithubApi, PAGE_SIZE } from './GithubApi';
import { GithubPullRequests } from './GithubPullRequests';
import { toEvents, toRepository, toStatus, toUser } from './mapping';
import { COMMIT, VIEWER } from './queries';
import type { CommitAnswer, ViewerAnswer } from './queries';

/** Longest description of a status, in characters. */
const MAX_DESCRIPTION = 140;

/** Codes that a pattern of GitHub's words stands for. */
function said(pattern: RegExp, code: ForgeErrorCode) {
  return (error: ForgeError) =>
    pattern.test(error.message) ? code : undefined;
}

/**
 * A repository of GitHub, github.com or Enterprise Server.
 * @see docs.github.com, "REST API" and, for commits and drafts, "GraphQL API"
 */
export class GithubForge extends GithubPullRequests implements Forge {
  readonly type = 'github';
  readonly supports: ForgeSupport = {
    atomicCommits: true,
    atomicMerges: true,
    labels: true,
    deployKeys: true,
    webhooks: true,
    mergeMethods: ['merge', 'squash', 'rebase'],
  };

  constructor(private readonly http: ForgeHttp, address: RepositoryAddress) {
    super(new GithubApi(http), address);
  }

  async whoAmI(call?: ForgeCall): Promise<ForgeUser> {
    return this.api.call('read the own user', call, async octokit =>
      toUser((await octokit.graphql<ViewerAnswer>(VIEWER)).viewer),
    );
  }

  async getRepository(call?: ForgeCall): Promise<Repository> {
    return this.api.call(this.what('read'), call, async octokit => {
      const { data } = await octokit.rest.repos.get(this.repo);
      return toRepository(data, this.address);
    });
  }

  async getBranch(name: string, call?: ForgeCall): Promise<Branch> {
    const what = this.what(`read branch ${name} of`);
    return this.api.call(what, call, async octokit => {
      const ref = `heads/${name}`;
      const { data } = await octokit.rest.git.getRef({ ...this.repo, ref });
      return { name, head: data.object.sha };
    });
  }

  async createBranch({ name, head }: Branch, call?: ForgeCall): Promise<void> {
    await this.api.call(
      this.what(`create branch ${name} of`),
      call,
      octokit =>
        octokit.rest.git.createRef({
          ...this.repo,
          ref: `refs/heads/${name}`,
          sha: head,
        }),
      said(/already exists/i, 'conflict'),
    );
  }

  async deleteBranch(name: string, call?: ForgeCall): Promise<void> {
    const ref = `heads/${name}`;
    await this.api.call(
      this.what(`delete branch ${name} of`),
      call,
      octokit => octokit.rest.git.deleteRef({ ...this.repo, ref }),
      said(/reference does not exist/i, 'not-found'),
    );
  }

  async getFile(
    path: string,
    ref: string,
    call?: ForgeCall,
  ): Promise<ForgeFile> {
    // Octokit would read the bytes as text.
    const { bytes } = await this.http.send({
      ...call,
      what: this.what(`read ${path} at ${ref} of`),
      path: `/repos/${pathOf(this.address)}/contents/${path
        .split('/')
        .map(encodeURIComponent)
        .join('/')}`,
      query: { ref },
      headers: { accept: 'application/vnd.github.raw+json' },
    });
    return { path, content: bytes };
  }

  async commit(request: CommitRequest, call?: ForgeCall): Promise<Commit> {
    const { branch, expectedHead, message, changes } = request;
    const what = this.what(`commit to branch ${branch} of`);
    requireChanges(what, request);
    const input = {
      branch: {
        repositoryNameWithOwner: pathOf(this.address),
        branchName: branch,
      },
      expectedHeadOid: expectedHead,
      message: splitMessage(message),
      fileChanges: {
        additions: changes.flatMap(({ path, content }) =>
          content === undefined ? [] : [{ path, contents: toBase64(content) }],
        ),
        deletions: changes.flatMap(({ path, content }) =>
          content === undefined ? [{ path }] : [],
        ),
      },
    };
    return this.api.call(
      what,
      call,
      async octokit => {
        const answer = await octokit.graphql<CommitAnswer>(COMMIT, { input });
        const { oid, url, parents, signature } =
          answer.createCommitOnBranch.commit;
        return {
          hash: oid,
          url,
          parents: parents.nodes.map(parent => parent.oid),
          isSigned: signature?.isValid ?? false,
        };
      },
      said(/deletion which does ?n[o']t exist/i, 'not-found'),
    );
  }

  async listStatuses(
    commit: string,
    call?: ForgeCall,
  ): Promise<CommitStatus[]> {
    const what = this.what(`list statuses of ${commit} of`);
    const statuses = await this.api.list(what, call, async (octokit, page) => {
      const { data } = await octokit.rest.repos.getCombinedStatusForRef({
        ...{ ...this.repo, ref: commit, per_page: PAGE_SIZE, page },
      });
      return data.statuses.map(toStatus);
    });
    return sortBy(statuses, ({ context }) => context);
  }

  async setStatus(
    commit: string,
    { context, state, description, targetUrl }: CommitStatus,
    call?: ForgeCall,
  ): Promise<void> {
    await this.api.call(
      this.what(`set status of ${commit} of`),
      call,
      octokit =>
        octokit.rest.repos.createCommitStatus({
          ...{ ...this.repo, sha: commit, context, state },
          description: description.slice(0, MAX_DESCRIPTION),
          ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
        }),
    );
  }

  async compare(
    base: string,
    head: string,
    call?: ForgeCall,
  ): Promise<Comparison> {
    const what = this.what(`compare ${base} with ${head} of`);
    return this.api.call(what, call, octokit =>
      readCompared(octokit, what, {
        ...this.repo,
        basehead: `${base}...${head}`,
        maxItems: this.api.maxItems,
      }),
    );
  }

  async ensureWebhook(webhook: Webhook, call?: ForgeCall): Promise<Ensured> {
    const { url, secret, events } = webhook;
    const id = await this.#findWebhook(url, call);
    const fields = {
      ...this.repo,
      active: true,
      events: toEvents(events),
      config: { url, content_type: 'json', secret, insecure_ssl: '0' },
    };
    const sent = { ...call, secrets: [secret] };
    await this.api.call(this.what('set webhook of'), sent, async octokit => {
      const { repos } = octokit.rest;
      if (id === undefined) await repos.createWebhook(fields);
      else await repos.updateWebhook({ ...fields, hook_id: id });
    });
    return id === undefined ? 'created' : 'updated';
  }

  async removeWebhook(url: string, call?: ForgeCall): Promise<boolean> {
    const id = await this.#findWebhook(url, call);
    if (id === undefined) return false;
    await this.api.call(this.what('remove webhook of'), call, octokit =>
      octokit.rest.repos.deleteWebhook({ ...this.repo, hook_id: id }),
    );
    return true;
  }

  async #findWebhook(url: string, call?: ForgeCall) {
    const what = this.what('list webhooks of');
    const hooks = await this.api.list(what, call, async (octokit, page) => {
      const { data } = await octokit.rest.repos.listWebhooks({
        ...{ ...this.repo, per_page: PAGE_SIZE, page },
      });
      return data;
    });
    return hooks.find(({ config }) => config.url === url)?.id;
  }

  async ensureDeployKey(key: DeployKey, call?: ForgeCall): Promise<Ensured> {
    const { title, publicKey, isReadOnly } = key;
    const found = await this.#findDeployKey(publicKey, call);
    if (found?.title === title && found.read_only === isReadOnly) {
      return 'unchanged';
    }
    // A key can't be changed.
    if (found) await this.removeDeployKey(publicKey, call);
    await this.api.call(
      this.what('add deploy key to'),
      call,
      octokit =>
        octokit.rest.repos.createDeployKey({
          ...{ ...this.repo, title, key: publicKey, read_only: isReadOnly },
        }),
      said(/already in use/i, 'conflict'),
    );
    return found ? 'updated' : 'created';
  }

  async removeDeployKey(publicKey: string, call?: ForgeCall): Promise<boolean> {
    const found = await this.#findDeployKey(publicKey, call);
    if (!found) return false;
    await this.api.call(this.what('remove deploy key of'), call, octokit =>
      octokit.rest.repos.deleteDeployKey({ ...this.repo, key_id: found.id }),
    );
    return true;
  }

  async #findDeployKey(publicKey: string, call?: ForgeCall) {
    const what = this.what('list deploy keys of');
    const keys = await this.api.list(what, call, async (octokit, page) => {
      const { data } = await octokit.rest.repos.listDeployKeys({
        ...{ ...this.repo, per_page: PAGE_SIZE, page },
      });
      return data;
    });
    return keys.find(({ key }) => isSameKey(key, publicKey));
  }
}
