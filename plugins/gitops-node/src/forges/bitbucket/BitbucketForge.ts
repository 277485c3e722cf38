import { ForgeError } from '../ForgeError';
import { pathOf, requireChanges } from '../messages';
import { encodePath } from '../paths';
import { isSameKey, sortBy } from '../sorting';
import type {
  Branch,
  Commit,
  CommitRequest,
  CommitStatus,
  Comparison,
  DeployKey,
  Ensured,
  Forge,
  ForgeCall,
  ForgeFile,
  ForgeSupport,
  ForgeUser,
  Repository,
  Webhook,
} from '../types';
import { BitbucketPullRequests } from './BitbucketPullRequests';
import {
  STATE_NAMES,
  toChangedFile,
  toCommit,
  toEvents,
  toKey,
  toRepository,
  toStatus,
  toUser,
} from './mapping';
import type {
  BranchWire,
  CommitWire,
  DiffStatWire,
  HookWire,
  KeyWire,
  RepositoryWire,
  StatusWire,
} from './wire';

/**
 * A repository of Bitbucket Cloud.
 * @see developer.atlassian.com, "The Bitbucket Cloud REST API"
 */
export class BitbucketForge extends BitbucketPullRequests implements Forge {
  readonly type = 'bitbucket-cloud';
  readonly supports: ForgeSupport = {
    atomicCommits: true,
    atomicMerges: false,
    labels: false,
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

  #branchPath(name: string): string {
    return `${this.root}/refs/branches/${encodeURIComponent(name)}`;
  }

  async getBranch(name: string, call?: ForgeCall): Promise<Branch> {
    return this.http.json(
      {
        ...{ ...call, what: this.what(`read branch ${name} of`) },
        path: this.#branchPath(name),
      },
      (wire: BranchWire) => ({ name: wire.name, head: wire.target.hash }),
    );
  }

  async createBranch({ name, head }: Branch, call?: ForgeCall): Promise<void> {
    await this.translate(
      this.http.send({
        ...{ ...call, what: this.what(`create branch ${name} of`) },
        method: 'POST',
        path: `${this.root}/refs/branches`,
        json: { name, target: { hash: head } },
      }),
      [[/already exists|BRANCH_ALREADY_EXISTS/i, 'conflict']],
    );
  }

  async deleteBranch(name: string, call?: ForgeCall): Promise<void> {
    await this.http.send({
      ...{ ...call, what: this.what(`delete branch ${name} of`) },
      ...{ method: 'DELETE', path: this.#branchPath(name) },
    });
  }

  /** Paths of the API hold hashes only: a branch can have slashes. */
  async #resolve(ref: string, call?: ForgeCall): Promise<string> {
    if (/^[0-9a-f]{40}$/.test(ref)) return ref;
    return this.hashOf(ref, call);
  }

  async getFile(
    path: string,
    ref: string,
    call?: ForgeCall,
  ): Promise<ForgeFile> {
    const hash = await this.#resolve(ref, call);
    const { bytes } = await this.http.send({
      ...{ ...call, what: this.what(`read ${path} at ${ref} of`) },
      path: `${this.root}/src/${hash}/${encodePath(path)}`,
      headers: { accept: '*/*' },
    });
    return { path, content: bytes };
  }

  async commit(request: CommitRequest, call?: ForgeCall): Promise<Commit> {
    const { branch, expectedHead, message, changes } = request;
    const what = this.what(`commit to branch ${branch} of`);
    requireChanges(what, request);
    // Without this, a branch that is not there would be made.
    await this.getBranch(branch, call);
    const removed = changes.filter(({ content }) => content === undefined);
    await this.each(removed, ({ path }) =>
      this.http.send({
        ...{ ...call, what: this.what(`read ${path} at ${branch} of`) },
        path: `${this.root}/src/${expectedHead}/${encodePath(path)}`,
        query: { format: 'meta' },
      }),
    );
    const form = new FormData();
    form.append('message', message);
    form.append('branch', branch);
    form.append('parents', expectedHead);
    for (const { path, content } of changes) {
      // With a slash, the name of a file is no other field of the form.
      const name = `/${path}`;
      if (content === undefined) form.append('files', name);
      else form.append(name, new Blob([content]), path.split('/').pop());
    }
    const { headers } = await this.#post(what, form, call);
    const hash = headers.location?.split('/').pop();
    if (!hash) {
      throw new ForgeError('unreachable', `${what}: Bitbucket names no commit`);
    }
    return this.#readCommit(hash, call);
  }

  async #post(what: string, form: FormData, call?: ForgeCall) {
    const encoded = new Response(form);
    return this.http.send({
      ...{ ...call, what, method: 'POST', path: `${this.root}/src` },
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      body: new Uint8Array(await encoded.arrayBuffer()),
    });
  }

  #readCommit(hash: string, call?: ForgeCall): Promise<Commit> {
    return this.http.json(
      {
        ...{ ...call, what: this.what(`read commit ${hash} of`) },
        path: `${this.root}/commit/${encodeURIComponent(hash)}`,
      },
      toCommit,
    );
  }

  async listStatuses(
    commit: string,
    call?: ForgeCall,
  ): Promise<CommitStatus[]> {
    const statuses = await this.pages(
      {
        ...{ ...call, what: this.what(`list statuses of ${commit} of`) },
        path: `${this.root}/commit/${encodeURIComponent(commit)}/statuses`,
      },
      (status: StatusWire) => toStatus(status),
    );
    return sortBy(statuses, ({ context }) => context);
  }

  async setStatus(
    commit: string,
    { context, state, description, targetUrl }: CommitStatus,
    call?: ForgeCall,
  ): Promise<void> {
    const { host } = this.address;
    const page = `https://${host}/${pathOf(this.address)}/commits/${commit}`;
    const path = `/commit/${encodeURIComponent(commit)}/statuses/build`;
    await this.http.send({
      ...{ ...call, what: this.what(`set status of ${commit} of`) },
      ...{ method: 'POST', path: `${this.root}${path}` },
      json: {
        ...{ key: toKey(context), name: context, description },
        // An address is required.
        ...{ state: STATE_NAMES[state], url: targetUrl ?? page },
      },
    });
  }

  async compare(
    base: string,
    head: string,
    call?: ForgeCall,
  ): Promise<Comparison> {
    const what = this.what(`compare ${base} with ${head} of`);
    const from = await this.#resolve(base, call);
    const to = await this.#resolve(head, call);
    const commits = await this.pages(
      {
        ...{ ...call, what, path: `${this.root}/commits/${to}` },
        query: { exclude: from },
      },
      ({ hash }: CommitWire) => hash,
    );
    const files = await this.pages(
      {
        ...{ ...call, what, path: `${this.root}/diffstat/${to}..${from}` },
        query: { topic: true },
      },
      (file: DiffStatWire) => toChangedFile(file),
    );
    return {
      files: sortBy(files, ({ path }) => path),
      commits: commits.reverse(),
    };
  }

  async ensureWebhook(webhook: Webhook, call?: ForgeCall): Promise<Ensured> {
    const { url, secret, events } = webhook;
    const id = await this.#findWebhook(url, call);
    const path = `${this.root}/hooks`;
    await this.http.send({
      ...{ ...call, what: this.what('set webhook of'), secrets: [secret] },
      ...(id === undefined
        ? { method: 'POST', path }
        : { method: 'PUT', path: `${path}/${encodeURIComponent(id)}` }),
      json: {
        ...{ url, secret, active: true, description: 'GitOps' },
        events: toEvents(events),
      },
    });
    return id === undefined ? 'created' : 'updated';
  }

  async removeWebhook(url: string, call?: ForgeCall): Promise<boolean> {
    const id = await this.#findWebhook(url, call);
    if (id === undefined) return false;
    await this.http.send({
      ...{ ...call, what: this.what('remove webhook of'), method: 'DELETE' },
      path: `${this.root}/hooks/${encodeURIComponent(id)}`,
    });
    return true;
  }

  async #findWebhook(url: string, call?: ForgeCall) {
    const what = this.what('list webhooks of');
    const hooks = await this.pages(
      { ...call, what, path: `${this.root}/hooks` },
      (hook: HookWire) => hook,
    );
    return hooks.find(hook => hook.url === url)?.uuid;
  }

  async ensureDeployKey(key: DeployKey, call?: ForgeCall): Promise<Ensured> {
    const { title, publicKey, isReadOnly } = key;
    const what = this.what('add deploy key to');
    if (!isReadOnly) {
      throw new ForgeError(
        'unsupported',
        `${what}: deploy keys of Bitbucket Cloud only read`,
      );
    }
    const found = await this.#findDeployKey(publicKey, call);
    if (found?.label === title) return 'unchanged';
    if (found) await this.removeDeployKey(publicKey, call);
    await this.translate(
      this.http.send({
        ...{ ...call, what, method: 'POST', path: `${this.root}/deploy-keys` },
        json: { key: publicKey.trim(), label: title },
      }),
      [[/already/i, 'conflict']],
    );
    return found ? 'updated' : 'created';
  }

  async removeDeployKey(publicKey: string, call?: ForgeCall): Promise<boolean> {
    const found = await this.#findDeployKey(publicKey, call);
    if (!found) return false;
    await this.http.send({
      ...{ ...call, what: this.what('remove deploy key of'), method: 'DELETE' },
      path: `${this.root}/deploy-keys/${found.id}`,
    });
    return true;
  }

  async #findDeployKey(publicKey: string, call?: ForgeCall) {
    const what = this.what('list deploy keys of');
    const keys = await this.pages(
      { ...call, what, path: `${this.root}/deploy-keys` },
      (key: KeyWire) => key,
    );
    return keys.find(({ key }) => isSameKey(key, publicKey));
  }
}
