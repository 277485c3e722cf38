import { ForgeError } from '../ForgeError';
import { headMoved, requireChanges, toBase64 } from '../messages';
import { orUndefined } from '../RestRepository';
import { sortBy } from '../sorting';
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
import { AzurePullRequests } from './AzurePullRequests';
import {
  GENRE,
  STATE_NAMES,
  toChangedFiles,
  toEventTypes,
  toRef,
  toRepository,
  toStatus,
  toUser,
} from './mapping';
import type {
  ChangeWire,
  CommitWire,
  IdentityWire,
  ListWire,
  PushWire,
  RefUpdateWire,
  RefWire,
  RepositoryWire,
  StatusWire,
  SubscriptionWire,
} from './wire';

/** In place of a ref that is not there. */
const NO_OBJECT = '0'.repeat(40);

const versionType = (ref: string) =>
  /^[0-9a-f]{40}$/.test(ref) ? 'commit' : 'branch';

/**
 * A repository of Azure DevOps.
 * @see learn.microsoft.com, "Azure DevOps Services REST API", "Git" and "Service hooks"
 */
export class AzureForge extends AzurePullRequests implements Forge {
  readonly type = 'azure-devops';
  readonly supports: ForgeSupport = {
    atomicCommits: true,
    atomicMerges: true,
    labels: true,
    deployKeys: false,
    webhooks: true,
    mergeMethods: ['merge', 'squash', 'rebase'],
  };

  /** `/organization` */
  get #organization(): string {
    return `/${encodeURIComponent(this.address.owner.split('/')[0])}`;
  }

  async whoAmI(call?: ForgeCall): Promise<ForgeUser> {
    return this.call(
      {
        ...{ ...call, what: 'read the own user' },
        path: `${this.#organization}/_apis/connectionData`,
        query: { 'api-version': '7.1-preview.1' },
      },
      (wire: { authenticatedUser: IdentityWire }) =>
        toUser(wire.authenticatedUser),
    );
  }

  async getRepository(call?: ForgeCall): Promise<Repository> {
    return toRepository(await this.#read(call), this.address);
  }

  #read(call?: ForgeCall): Promise<RepositoryWire> {
    return this.call(
      { ...call, what: this.what('read'), path: this.root },
      (wire: RepositoryWire) => wire,
    );
  }

  async getBranch(name: string, call?: ForgeCall): Promise<Branch> {
    const what = this.what(`read branch ${name} of`);
    return this.call(
      {
        ...{ ...call, what, path: `${this.root}/refs` },
        query: { filter: `heads/${name}` },
      },
      ({ value }: ListWire<RefWire>) => {
        // The filter is a prefix.
        const found = value.find(ref => ref.name === toRef(name));
        if (found) return { name, head: found.objectId };
        throw new ForgeError('not-found', `${what}: there is no such branch`);
      },
    );
  }

  async createBranch({ name, head }: Branch, call?: ForgeCall): Promise<void> {
    const what = this.what(`create branch ${name} of`);
    await this.#updateRef(what, [name, NO_OBJECT, head], call);
  }

  async deleteBranch(name: string, call?: ForgeCall): Promise<void> {
    const { head } = await this.getBranch(name, call);
    const what = this.what(`delete branch ${name} of`);
    await this.#updateRef(what, [name, head, NO_OBJECT], call);
  }

  /** Answers 200 where nothing was updated. */
  async #updateRef(
    what: string,
    [name, oldObjectId, newObjectId]: readonly [string, string, string],
    call?: ForgeCall,
  ): Promise<void> {
    const update = await this.call(
      {
        ...{ ...call, what, method: 'POST', path: `${this.root}/refs` },
        json: [{ name: toRef(name), oldObjectId, newObjectId }],
      },
      ({ value }: ListWire<RefUpdateWire>) => value[0],
    );
    if (update.success) return;
    const { updateStatus = '', customMessage } = update;
    const isGone = /unresolvable|invalidRefName/i.test(updateStatus);
    const isRace = /stale|nameConflict|locked/i.test(updateStatus);
    const refused = isRace ? 'conflict' : 'forbidden';
    throw new ForgeError(
      isGone ? 'invalid' : refused,
      `${what}: ${customMessage ?? updateStatus}`,
    );
  }

  #itemRequest(path: string, ref: string, call?: ForgeCall) {
    return {
      ...{ ...call, what: this.what(`read ${path} at ${ref} of`) },
      path: `${this.root}/items`,
      query: {
        path: `/${path}`,
        'versionDescriptor.version': ref,
        'versionDescriptor.versionType': versionType(ref),
      },
    };
  }

  async getFile(
    path: string,
    ref: string,
    call?: ForgeCall,
  ): Promise<ForgeFile> {
    const { bytes } = await this.send({
      ...this.#itemRequest(path, ref, call),
      headers: { accept: 'application/octet-stream' },
    });
    return { path, content: bytes };
  }

  async commit(request: CommitRequest, call?: ForgeCall): Promise<Commit> {
    const { branch, expectedHead, message, changes } = request;
    const what = this.what(`commit to branch ${branch} of`);
    requireChanges(what, request);
    // A push to a branch that is not there would make it.
    const { head } = await this.getBranch(branch, call);
    if (head !== expectedHead) throw headMoved(what, expectedHead, head);
    const changed = await this.each(changes, change =>
      this.#changeOf(change, expectedHead, call),
    );
    return this.call(
      {
        ...{ ...call, what, method: 'POST', path: `${this.root}/pushes` },
        json: {
          refUpdates: [{ name: toRef(branch), oldObjectId: expectedHead }],
          commits: [{ comment: message, changes: changed }],
        },
      },
      ({ commits }: PushWire) => ({
        ...{ hash: commits[0].commitId, parents: [expectedHead] },
        ...{ url: undefined, isSigned: false },
      }),
    );
  }

  async #changeOf(
    { path, content }: FileChange,
    ref: string,
    call?: ForgeCall,
  ) {
    const request = this.#itemRequest(path, ref, call);
    const reading = this.send({
      ...{ ...request, query: { ...request.query, $format: 'json' } },
    });
    const item = { path: `/${path}` };
    if (content === undefined) {
      await reading;
      return { changeType: 'delete', item };
    }
    const found = await orUndefined(reading);
    return {
      ...{ changeType: found ? 'edit' : 'add', item },
      newContent: { content: toBase64(content), contentType: 'base64encoded' },
    };
  }

  async listStatuses(
    commit: string,
    call?: ForgeCall,
  ): Promise<CommitStatus[]> {
    const statuses = await this.pages(
      {
        ...{ ...call, what: this.what(`list statuses of ${commit} of`) },
        path: `${this.root}/commits/${encodeURIComponent(commit)}/statuses`,
        query: { latestOnly: true },
      },
      ({ value }: ListWire<StatusWire>) => value.map(toStatus),
      ['top', 'skip'],
    );
    return sortBy(statuses, ({ context }) => context);
  }

  async setStatus(
    commit: string,
    { context, state, description, targetUrl }: CommitStatus,
    call?: ForgeCall,
  ): Promise<void> {
    await this.send({
      ...{ ...call, what: this.what(`set status of ${commit} of`) },
      method: 'POST',
      path: `${this.root}/commits/${encodeURIComponent(commit)}/statuses`,
      json: {
        ...{ state: STATE_NAMES[state], description, targetUrl },
        context: { name: context, genre: GENRE },
      },
    });
  }

  async compare(
    base: string,
    head: string,
    call?: ForgeCall,
  ): Promise<Comparison> {
    const what = this.what(`compare ${base} with ${head} of`);
    const files = await this.pages(
      {
        ...{ ...call, what, path: `${this.root}/diffs/commits` },
        query: {
          ...{ baseVersion: base, baseVersionType: versionType(base) },
          ...{ targetVersion: head, targetVersionType: versionType(head) },
          diffCommonCommit: true,
        },
      },
      ({ changes }: { changes: ChangeWire[] }) => changes,
    );
    const commits = await this.pages(
      {
        ...{ ...call, what, path: `${this.root}/commits` },
        query: {
          'searchCriteria.itemVersion.version': base,
          'searchCriteria.itemVersion.versionType': versionType(base),
          'searchCriteria.compareVersion.version': head,
          'searchCriteria.compareVersion.versionType': versionType(head),
        },
      },
      ({ value }: ListWire<CommitWire>) => value,
      ['searchCriteria.$top', 'searchCriteria.$skip'],
    );
    return {
      files: sortBy(files.flatMap(toChangedFiles), ({ path }) => path),
      commits: commits.map(({ commitId }) => commitId).reverse(),
    };
  }

  /** A subscription of service hooks for each type of event. */
  async ensureWebhook(webhook: Webhook, call?: ForgeCall): Promise<Ensured> {
    const { url, secret, events } = webhook;
    const isThere = await this.removeWebhook(url, call);
    const { id, project } = await this.#read(call);
    for (const eventType of toEventTypes(events)) {
      await this.send({
        ...{ ...call, what: this.what('set webhook of'), secrets: [secret] },
        method: 'POST',
        path: `${this.#organization}/_apis/hooks/subscriptions`,
        json: {
          ...{ publisherId: 'tfs', eventType, resourceVersion: '1.0' },
          ...{ consumerId: 'webHooks', consumerActionId: 'httpRequest' },
          publisherInputs: { projectId: project.id, repository: id },
          consumerInputs: {
            ...{ url, basicAuthUsername: GENRE, basicAuthPassword: secret },
          },
        },
      });
    }
    return isThere ? 'updated' : 'created';
  }

  async removeWebhook(url: string, call?: ForgeCall): Promise<boolean> {
    const { id } = await this.#read(call);
    const path = `${this.#organization}/_apis/hooks/subscriptions`;
    const found = await this.call(
      {
        ...{ ...call, what: this.what('list webhooks of'), path },
        query: { publisherId: 'tfs', consumerId: 'webHooks' },
      },
      ({ value }: ListWire<SubscriptionWire>) =>
        value.filter(
          ({ publisherInputs, consumerInputs }) =>
            publisherInputs.repository === id && consumerInputs.url === url,
        ),
    );
    await this.each(found, subscription =>
      this.send({
        ...{ ...call, what: this.what('remove webhook of'), method: 'DELETE' },
        path: `${path}/${encodeURIComponent(subscription.id)}`,
      }),
    );
    return found.length > 0;
  }

  async ensureDeployKey(_: DeployKey, __?: ForgeCall): Promise<Ensured> {
    throw this.#noDeployKeys();
  }

  async removeDeployKey(_: string, __?: ForgeCall): Promise<boolean> {
    throw this.#noDeployKeys();
  }

  #noDeployKeys(): ForgeError {
    return new ForgeError(
      'unsupported',
      `${this.what(
        'set deploy key of',
      )}: Azure DevOps has keys of users only: add one there, or use a token`,
    );
  }
}
