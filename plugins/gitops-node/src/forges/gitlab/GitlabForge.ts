import { ForgeError, isForgeError } from '../ForgeError';
import type { ForgeRequest } from '../http/ForgeHttp';
import { headMoved, requireChanges, toBase64 } from '../messages';
import { orUndefined } from '../RestRepository';
import { isSameKey, sortBy } from '../sorting';
import type {
  Branch,
  Commit,
  CommitRequest,
  CommitStatus,
  Comparison,
  DeployKey,
  Ensured,
  FileChange,
  Forge,
  ForgeCall,
  ForgeFile,
  ForgeSupport,
  ForgeUser,
  Repository,
  Webhook,
} from '../types';
import { GitlabMergeRequests, PAGE } from './GitlabMergeRequests';
import {
  STATE_NAMES,
  toCommit,
  toComparison,
  toHook,
  toRepository,
  toStatus,
  toUser,
} from './mapping';
import type {
  BranchWire,
  ComparisonWire,
  HookWire,
  KeyWire,
  ProjectWire,
  StatusWire,
} from './wire';

/** Longest description of a status, in characters. */
const MAX_DESCRIPTION = 255;

/**
 * A project of GitLab, over our own HTTP client: the one of `@gitbeaker/rest` is the
 * global `fetch`, which knows neither our network policy nor a limit of size, repeats
 * requests that write, and keeps the request with its token in its errors.
 * @see docs.gitlab.com, "REST API"
 */
export class GitlabForge extends GitlabMergeRequests implements Forge {
  readonly type = 'gitlab';
  readonly supports: ForgeSupport = {
    atomicCommits: false,
    atomicMerges: true,
    labels: true,
    deployKeys: true,
    webhooks: true,
    mergeMethods: ['merge', 'squash'],
  };

  async whoAmI(call?: ForgeCall): Promise<ForgeUser> {
    const what = 'read the own user';
    return this.http.json({ ...call, what, path: '/user' }, toUser);
  }

  async getRepository(call?: ForgeCall): Promise<Repository> {
    return this.http.json(
      { ...call, what: this.what('read'), path: this.root },
      (wire: ProjectWire) => toRepository(wire, this.address),
    );
  }

  #branchPath(name: string): string {
    return `${this.root}/repository/branches/${encodeURIComponent(name)}`;
  }

  async getBranch(name: string, call?: ForgeCall): Promise<Branch> {
    return this.http.json(
      {
        ...{ ...call, what: this.what(`read branch ${name} of`) },
        path: this.#branchPath(name),
      },
      (wire: BranchWire) => ({ name: wire.name, head: wire.commit.id }),
    );
  }

  async createBranch({ name, head }: Branch, call?: ForgeCall): Promise<void> {
    await this.translate(
      this.http.send({
        ...{ ...call, what: this.what(`create branch ${name} of`) },
        method: 'POST',
        path: `${this.root}/repository/branches`,
        query: { branch: name, ref: head },
      }),
      [[/already exists/i, 'conflict']],
    );
  }

  async deleteBranch(name: string, call?: ForgeCall): Promise<void> {
    await this.http.send({
      ...{ ...call, what: this.what(`delete branch ${name} of`) },
      ...{ method: 'DELETE', path: this.#branchPath(name) },
    });
  }

  #filePath(path: string): string {
    return `${this.root}/repository/files/${encodeURIComponent(path)}`;
  }

  async getFile(
    path: string,
    ref: string,
    call?: ForgeCall,
  ): Promise<ForgeFile> {
    const { bytes } = await this.http.send({
      ...{ ...call, what: this.what(`read ${path} at ${ref} of`) },
      path: `${this.#filePath(path)}/raw`,
      query: { ref },
      headers: { accept: '*/*' },
    });
    return { path, content: bytes };
  }

  /** GitLab checks the commit that changed each file last, not the head of the branch. */
  async commit(request: CommitRequest, call?: ForgeCall): Promise<Commit> {
    const { branch, expectedHead, message, changes } = request;
    const what = this.what(`commit to branch ${branch} of`);
    requireChanges(what, request);
    const { head } = await this.getBranch(branch, call);
    if (head !== expectedHead) throw headMoved(what, expectedHead, head);
    const actions = await this.each(changes, change =>
      this.#actionOf(change, expectedHead, call),
    );
    return this.translate(
      this.http.json(
        {
          ...{ ...call, what, method: 'POST' },
          path: `${this.root}/repository/commits`,
          json: { branch, commit_message: message, actions },
        },
        toCommit,
      ),
      [[/already exists|has changed since|attempting to update/i, 'conflict']],
    );
  }

  async #actionOf(
    { path, content }: FileChange,
    ref: string,
    call?: ForgeCall,
  ) {
    const what = this.what(`read ${path} at ${ref} of`);
    const reading = this.http.send({
      ...{ ...call, what, method: 'HEAD' as const },
      ...{ path: this.#filePath(path), query: { ref } },
    });
    const found =
      content === undefined ? await reading : await orUndefined(reading);
    const last = found?.headers['x-gitlab-last-commit-id'];
    const file = {
      file_path: path,
      ...(last === undefined ? {} : { last_commit_id: last }),
    };
    if (content === undefined) return { ...file, action: 'delete' };
    return {
      ...{ ...file, action: found ? 'update' : 'create' },
      ...{ content: toBase64(content), encoding: 'base64' },
    };
  }

  async listStatuses(
    commit: string,
    call?: ForgeCall,
  ): Promise<CommitStatus[]> {
    const path = `/repository/commits/${encodeURIComponent(commit)}/statuses`;
    const statuses = await this.http.listLinked(
      {
        ...{ ...call, what: this.what(`list statuses of ${commit} of`) },
        path: `${this.root}${path}`,
      },
      PAGE,
      (status: StatusWire) => toStatus(status),
    );
    return sortBy(statuses, ({ context }) => context);
  }

  async setStatus(
    commit: string,
    { context, state, description, targetUrl }: CommitStatus,
    call?: ForgeCall,
  ): Promise<void> {
    const request: ForgeRequest = {
      ...{ ...call, what: this.what(`set status of ${commit} of`) },
      method: 'POST',
      path: `${this.root}/statuses/${encodeURIComponent(commit)}`,
      json: {
        ...{ name: context, state: STATE_NAMES[state] },
        description: description.slice(0, MAX_DESCRIPTION),
        ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
      },
    };
    try {
      await this.http.send(request);
    } catch (error) {
      if (!isSameStatus(error)) throw error;
    }
  }

  async compare(
    base: string,
    head: string,
    call?: ForgeCall,
  ): Promise<Comparison> {
    const what = this.what(`compare ${base} with ${head} of`);
    return this.http.json(
      {
        ...{ ...call, what, path: `${this.root}/repository/compare` },
        query: { from: base, to: head, straight: false },
      },
      (wire: ComparisonWire) => {
        if (!wire.compare_timeout) return toComparison(wire);
        throw new ForgeError('limit', `${what}: GitLab gave up on its size`);
      },
    );
  }

  async ensureWebhook(webhook: Webhook, call?: ForgeCall): Promise<Ensured> {
    const { url, secret } = webhook;
    const id = await this.#findWebhook(url, call);
    const path = `${this.root}/hooks`;
    await this.http.send({
      ...{ ...call, what: this.what('set webhook of'), secrets: [secret] },
      ...(id === undefined
        ? { method: 'POST', path }
        : { method: 'PUT', path: `${path}/${id}` }),
      json: toHook(webhook),
    });
    return id === undefined ? 'created' : 'updated';
  }

  async removeWebhook(url: string, call?: ForgeCall): Promise<boolean> {
    const id = await this.#findWebhook(url, call);
    if (id === undefined) return false;
    await this.http.send({
      ...{ ...call, what: this.what('remove webhook of'), method: 'DELETE' },
      path: `${this.root}/hooks/${id}`,
    });
    return true;
  }

  async #findWebhook(url: string, call?: ForgeCall) {
    const what = this.what('list webhooks of');
    const hooks = await this.http.listLinked(
      { ...call, what, path: `${this.root}/hooks` },
      PAGE,
      (hook: HookWire) => hook,
    );
    return hooks.find(hook => hook.url === url)?.id;
  }

  async ensureDeployKey(key: DeployKey, call?: ForgeCall): Promise<Ensured> {
    const { title, publicKey, isReadOnly } = key;
    const found = await this.#findDeployKey(publicKey, call);
    if (found?.title === title && found.can_push === !isReadOnly) {
      return 'unchanged';
    }
    const path = `${this.root}/deploy_keys`;
    const fields = { title, can_push: !isReadOnly };
    await this.translate(
      this.http.send({
        ...{ ...call, what: this.what('set deploy key of') },
        ...(found
          ? { method: 'PUT', path: `${path}/${found.id}`, json: fields }
          : { method: 'POST', path, json: { ...fields, key: publicKey } }),
      }),
      [[/has already been taken/i, 'conflict']],
    );
    return found ? 'updated' : 'created';
  }

  async removeDeployKey(publicKey: string, call?: ForgeCall): Promise<boolean> {
    const found = await this.#findDeployKey(publicKey, call);
    if (!found) return false;
    await this.http.send({
      ...{ ...call, what: this.what('remove deploy key of'), method: 'DELETE' },
      path: `${this.root}/deploy_keys/${found.id}`,
    });
    return true;
  }

  async #findDeployKey(publicKey: string, call?: ForgeCall) {
    const what = this.what('list deploy keys of');
    const keys = await this.http.listLinked(
      { ...call, what, path: `${this.root}/deploy_keys` },
      PAGE,
      (key: KeyWire) => key,
    );
    return keys.find(({ key }) => isSameKey(key, publicKey));
  }
}

/** What leads to a state of a status. */
const LEADS_TO: Readonly<Record<string, string>> = {
  enqueue: 'pending',
  run: 'running',
  success: 'success',
  drop: 'failed',
  cancel: 'canceled',
};

/** GitLab refuses the state that a status has already. */
function isSameStatus(error: unknown): boolean {
  if (!isForgeError(error)) return false;
  const [, event, from] =
    /cannot transition status via :(\w+) from :(\w+)/i.exec(error.message) ??
    [];
  return event !== undefined && LEADS_TO[event] === from;
}
