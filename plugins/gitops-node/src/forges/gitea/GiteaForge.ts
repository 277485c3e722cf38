import { ForgeError, isForgeError } from '../ForgeError';
import { headMoved, requireChanges, toBase64 } from '../messages';
import { encodePath } from '../paths';
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
import { GiteaPullRequests, PAGE } from './GiteaPullRequests';
import {
  toCommit,
  toComparison,
  toEvents,
  toRepository,
  toStatus,
  toUser,
} from './mapping';
import type {
  BranchWire,
  ContentsWire,
  HookWire,
  KeyWire,
  RepositoryWire,
  StatusWire,
} from './wire';

/**
 * A repository of Gitea or Forgejo.
 * @see docs.gitea.com, "API Usage"; codeberg.org/forgejo, "API Usage"
 */
export class GiteaForge extends GiteaPullRequests implements Forge {
  readonly type = 'gitea';
  readonly supports: ForgeSupport = {
    atomicCommits: false,
    atomicMerges: true,
    labels: true,
    deployKeys: true,
    webhooks: true,
    mergeMethods: ['merge', 'squash', 'rebase'],
  };

  async whoAmI(call?: ForgeCall): Promise<ForgeUser> {
    const what = 'read the own user';
    return this.http.json({ ...call, what, path: '/user' }, toUser);
  }

  async getRepository(call?: ForgeCall): Promise<Repository> {
    return this.http.json(
      { ...call, what: this.what('read'), path: this.root },
      (wire: RepositoryWire) => toRepository(wire, this.address),
    );
  }

  async getBranch(name: string, call?: ForgeCall): Promise<Branch> {
    return this.http.json(
      {
        ...{ ...call, what: this.what(`read branch ${name} of`) },
        path: `${this.root}/branches/${encodePath(name)}`,
      },
      (wire: BranchWire) => ({ name: wire.name, head: wire.commit.id }),
    );
  }

  async createBranch({ name, head }: Branch, call?: ForgeCall): Promise<void> {
    const creation = this.http.send({
      ...{ ...call, what: this.what(`create branch ${name} of`) },
      method: 'POST',
      path: `${this.root}/branches`,
      json: { new_branch_name: name, old_ref_name: head },
    });
    await this.#withCommit(creation, head, call);
  }

  async deleteBranch(name: string, call?: ForgeCall): Promise<void> {
    await this.http.send({
      ...{ ...call, what: this.what(`delete branch ${name} of`) },
      method: 'DELETE',
      path: `${this.root}/branches/${encodePath(name)}`,
    });
  }

  async getFile(
    path: string,
    ref: string,
    call?: ForgeCall,
  ): Promise<ForgeFile> {
    const what = this.what(`read ${path} at ${ref} of`);
    const encoded = encodePath(path);
    // `raw` gives the default branch's file where there is no such ref.
    const found = await this.http.json(
      {
        ...call,
        what,
        path: `${this.root}/contents/${encoded}`,
        query: { ref },
      },
      (wire: ContentsWire | ContentsWire[]) => wire,
    );
    if (Array.isArray(found)) {
      throw new ForgeError('invalid', `${what}: it is a folder`);
    }
    if (found.content && found.encoding === 'base64') {
      return { path, content: Buffer.from(found.content, 'base64') };
    }
    const { bytes } = await this.http.send({
      ...{ ...call, what, query: { ref } },
      path: `${this.root}/raw/${encoded}`,
      headers: { accept: '*/*' },
    });
    return { path, content: bytes };
  }

  /** Gitea answers 500 where a commit is not there: then that is said instead. */
  async #withCommit<T>(
    work: Promise<T>,
    commit: string,
    call?: ForgeCall,
  ): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isForgeError(error, 'unreachable') && error.status === 500) {
        await this.http.send({
          ...{ ...call, what: this.what(`read commit ${commit} of`) },
          path: `${this.root}/git/commits/${encodePath(commit)}`,
          query: { stat: false, files: false, verification: false },
        });
      }
      throw error;
    }
  }

  /** Gitea checks the blobs of the files that are changed, not the head of the branch. */
  async commit(request: CommitRequest, call?: ForgeCall): Promise<Commit> {
    const { branch, expectedHead, message, changes } = request;
    const what = this.what(`commit to branch ${branch} of`);
    requireChanges(what, request);
    const { head } = await this.getBranch(branch, call);
    if (head !== expectedHead) throw headMoved(what, expectedHead, head);
    const files = await this.each(changes, change =>
      this.#operationOf(change, expectedHead, call),
    );
    return this.translate(
      this.http.json(
        {
          ...{ ...call, what, method: 'POST' },
          path: `${this.root}/contents`,
          json: { branch, message, files },
        },
        toCommit,
      ),
      [
        [/sha does not match|does not match given|already exists/i, 'conflict'],
        [/push rejected|stale|non-fast-forward/i, 'conflict'],
      ],
    );
  }

  async #operationOf(
    { path, content }: FileChange,
    ref: string,
    call?: ForgeCall,
  ) {
    const read = this.http.json(
      {
        ...{ ...call, what: this.what(`read ${path} at ${ref} of`) },
        path: `${this.root}/contents/${encodePath(path)}`,
        query: { ref },
      },
      (wire: ContentsWire) => wire.sha,
    );
    if (content === undefined) {
      return { operation: 'delete', path, sha: await read };
    }
    const sha = await orUndefined(read);
    const file = { path, content: toBase64(content) };
    return sha === undefined
      ? { ...file, operation: 'create' }
      : { ...file, operation: 'update', sha };
  }

  async listStatuses(
    commit: string,
    call?: ForgeCall,
  ): Promise<CommitStatus[]> {
    const what = this.what(`list statuses of ${commit} of`);
    const statuses = await this.http.list(what, page =>
      this.http.json(
        {
          ...{ ...call, what },
          path: `${this.root}/commits/${encodePath(commit)}/status`,
          query: { [PAGE.name]: PAGE.value, page },
        },
        (wire: { statuses: StatusWire[] | null }) => {
          const items = (wire.statuses ?? []).map(toStatus);
          return { items, isLast: items.length < PAGE.value };
        },
      ),
    );
    return sortBy(statuses, ({ context }) => context);
  }

  async setStatus(
    commit: string,
    { context, state, description, targetUrl = '' }: CommitStatus,
    call?: ForgeCall,
  ): Promise<void> {
    const setting = this.http.send({
      ...{ ...call, what: this.what(`set status of ${commit} of`) },
      method: 'POST',
      path: `${this.root}/statuses/${encodePath(commit)}`,
      json: { context, state, description, target_url: targetUrl },
    });
    await this.#withCommit(setting, commit, call);
  }

  async compare(
    base: string,
    head: string,
    call?: ForgeCall,
  ): Promise<Comparison> {
    return this.http.json(
      {
        ...{ ...call, what: this.what(`compare ${base} with ${head} of`) },
        path: `${this.root}/compare/${encodePath(base)}...${encodePath(head)}`,
        query: { verification: false },
      },
      toComparison,
    );
  }

  async ensureWebhook(webhook: Webhook, call?: ForgeCall): Promise<Ensured> {
    const { url, secret, events } = webhook;
    const id = await this.#findWebhook(url, call);
    const fields = {
      active: true,
      events: toEvents(events),
      config: { url, content_type: 'json', secret },
    };
    await this.http.send({
      ...{ ...call, what: this.what('set webhook of'), secrets: [secret] },
      ...(id === undefined
        ? {
            method: 'POST',
            path: `${this.root}/hooks`,
            json: { ...fields, type: 'gitea' },
          }
        : { method: 'PATCH', path: `${this.root}/hooks/${id}`, json: fields }),
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
    await this.translate(
      this.http.send({
        ...{ ...call, what: this.what('add deploy key to'), method: 'POST' },
        path: `${this.root}/keys`,
        json: { title, key: publicKey, read_only: isReadOnly },
      }),
      [[/has been (used|added)|already/i, 'conflict']],
    );
    return found ? 'updated' : 'created';
  }

  async removeDeployKey(publicKey: string, call?: ForgeCall): Promise<boolean> {
    const found = await this.#findDeployKey(publicKey, call);
    if (!found) return false;
    await this.http.send({
      ...{ ...call, what: this.what('remove deploy key of'), method: 'DELETE' },
      path: `${this.root}/keys/${found.id}`,
    });
    return true;
  }

  async #findDeployKey(publicKey: string, call?: ForgeCall) {
    const what = this.what('list deploy keys of');
    const keys = await this.http.listLinked(
      { ...call, what, path: `${this.root}/keys` },
      PAGE,
      (key: KeyWire) => key,
    );
    return keys.find(({ key }) => isSameKey(key, publicKey));
  }
}
