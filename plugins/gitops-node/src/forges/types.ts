/** Forges that have an implementation. */
export type ForgeType =
  | 'github'
  | 'gitlab'
  | 'gitea'
  | 'bitbucket-cloud'
  | 'azure-devops';

/** Ends a call. */
export interface ForgeCall {
  /** Ends the requests of the call with `aborted`. */
  readonly signal?: AbortSignal;
}

/** What a forge can't do, or does in its own way. */
export interface ForgeSupport {
  /** Whether a commit lands on the expected head or not at all, also where another lands at the same moment. */
  readonly atomicCommits: boolean;
  /** Whether a merge is refused by the forge itself where the head is not the expected one. */
  readonly atomicMerges: boolean;
  /** Whether pull requests have labels; where not, those that are asked for are left out. */
  readonly labels: boolean;
  readonly deployKeys: boolean;
  readonly webhooks: boolean;
  readonly mergeMethods: readonly MergeMethod[];
}

/** Where a repository is. */
export interface RepositoryAddress {
  /** Host and, if it is not the usual one, port: `github.com`. */
  readonly host: string;
  /** `owner`; of GitLab `group/subgroup`, of Azure DevOps `organization/project`. */
  readonly owner: string;
  /** Without `.git`. */
  readonly name: string;
}

/** A repository. */
export interface Repository extends RepositoryAddress {
  /** Page for people. */
  readonly url: string;
  /** Address to clone by HTTPS. */
  readonly cloneUrl: string;
  /** Empty for a repository without commits, where the forge says none. */
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
}

/** A branch and its newest commit. */
export interface Branch {
  /** Without `refs/heads/`. */
  readonly name: string;
  /** Hash of its newest commit. */
  readonly head: string;
}

/** A person or a program at a forge. */
export interface ForgeUser {
  /**
   * What a reviewer is asked by: login of GitHub and Gitea, username of GitLab,
   * account id of Bitbucket Cloud, id of an identity of Azure DevOps.
   */
  readonly id: string;
  /** To show. */
  readonly name: string;
}

/** A file of a commit. */
export interface ForgeFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** What becomes of a file in a commit. The mode of a file that is there stays; a new one is a plain file. */
export interface FileChange {
  /** From the root of the repository, without a leading slash: `apps/podinfo.yaml`. */
  readonly path: string;
  /** The whole new content; text is written as UTF-8. Without it the file is removed. */
  readonly content?: string | Uint8Array;
}

/** A commit to make. */
export interface CommitRequest {
  /** A branch that exists. */
  readonly branch: string;
  /** What its newest commit must be; another one is a `conflict`. */
  readonly expectedHead: string;
  /** First line, and after an empty one the rest. */
  readonly message: string;
  /** At least one; at most 500. */
  readonly changes: readonly FileChange[];
}

/** A commit that was made. */
export interface Commit {
  readonly hash: string;
  /** Hashes of the commits before it. */
  readonly parents: readonly string[];
  readonly url: string | undefined;
  /** Whether the forge signed it; undefined where it does not say. */
  readonly isSigned: boolean | undefined;
}

export type PullRequestState = 'open' | 'closed' | 'merged';

/** A pull request (merge request of GitLab). */
export interface PullRequest {
  /** As people write it: `#12`, `!12`. */
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** Markdown; empty when there is none. */
  readonly description: string;
  readonly state: PullRequestState;
  readonly isDraft: boolean;
  /** Branch with the change. */
  readonly head: Branch;
  /** Name of the branch that it goes to. */
  readonly base: string;
  readonly author: ForgeUser;
  /** Names. */
  readonly labels: readonly string[];
  /** Who is asked, or has reviewed where the forge counts them so. */
  readonly reviewers: readonly ForgeUser[];
  /** Hash of the commit on the base, of a merged one. */
  readonly mergeCommit: string | undefined;
}

/** Which pull requests of the repository. */
export interface PullRequestFilter {
  readonly head?: string;
  readonly base?: string;
  /** Default `open`. */
  readonly state?: PullRequestState | 'all';
}

/** What a pull request can be given. */
export interface PullRequestFields {
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  /** Names; one that the repository lacks is made. */
  readonly labels: readonly string[];
  /** Ids of users, as in {@link ForgeUser}. */
  readonly reviewers: readonly string[];
  readonly isDraft: boolean;
}

/** A pull request to open between two branches of the repository. */
export interface NewPullRequest extends Partial<PullRequestFields> {
  readonly title: string;
  readonly head: string;
  readonly base: string;
}

export type ReviewState = 'approved' | 'changes-requested' | 'commented';

/** The newest word of one reviewer. */
export interface Review {
  readonly user: ForgeUser;
  readonly state: ReviewState;
  /** Hash of the head that was reviewed; undefined where the forge does not say. */
  readonly commit: string | undefined;
  /** RFC 3339; undefined where the forge does not say. */
  readonly submittedAt: string | undefined;
}

/** A comment on a pull request as a whole. */
export interface Comment {
  readonly id: string;
  /** Markdown. */
  readonly body: string;
  readonly author: ForgeUser;
}

export type CommitState = 'pending' | 'success' | 'failure' | 'error';

/** What a check says of a commit. */
export interface CommitStatus {
  /** Name of the check: `kustomization/apps`; one commit has one status of a name. */
  readonly context: string;
  readonly state: CommitState;
  readonly description: string;
  readonly targetUrl: string | undefined;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** How to merge. */
export interface MergeRequest {
  readonly method: MergeMethod;
  /** What the newest commit of the head must be; another one is a `conflict`. */
  readonly expectedHead: string;
  /** First line, and after an empty one the rest; default the forge's own. */
  readonly message?: string;
}

/** A file that differs. */
export interface ChangedFile {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'removed' | 'renamed';
  /** Of a renamed one. */
  readonly previousPath: string | undefined;
}

/** What a head has that a base lacks. */
export interface Comparison {
  /** From the newest common commit to the head; in the order of their paths. */
  readonly files: readonly ChangedFile[];
  /** Hashes of the commits of the head that the base lacks, oldest first. */
  readonly commits: readonly string[];
}

/** What a webhook tells of. */
export type WebhookEvent = 'push' | 'pull-request' | 'tag';

/** An address that the forge calls. A repository has one webhook of ours per address. */
export interface Webhook {
  readonly url: string;
  /** What the forge signs its calls with, or sends along. */
  readonly secret: string;
  readonly events: readonly WebhookEvent[];
}

/** A key of SSH for one repository. */
export interface DeployKey {
  readonly title: string;
  /** One line: `ssh-ed25519 AAAA…`; a comment after it does not count. */
  readonly publicKey: string;
  readonly isReadOnly: boolean;
}

/** What an `ensure` did. */
export type Ensured = 'created' | 'updated' | 'unchanged';

/**
 * One repository of a forge, by the rights of one set of credentials.
 *
 * Every method fails with a ForgeError: `not-found`, `unauthorized`, `forbidden`,
 * `rate-limited`, `unreachable`, `denied`, `limit` and `aborted` of each request, and
 * what stands beside the method. No request is repeated.
 */
export interface Forge {
  readonly type: ForgeType;
  readonly address: RepositoryAddress;
  readonly supports: ForgeSupport;

  /** Whose credentials these are. */
  whoAmI(call?: ForgeCall): Promise<ForgeUser>;
  getRepository(call?: ForgeCall): Promise<Repository>;

  getBranch(name: string, call?: ForgeCall): Promise<Branch>;
  /** @throws ForgeError - `conflict`: there is one; `not-found` or `invalid`: no such commit */
  createBranch(branch: Branch, call?: ForgeCall): Promise<void>;
  deleteBranch(name: string, call?: ForgeCall): Promise<void>;

  /** @param ref - branch, tag or hash of a commit */
  getFile(path: string, ref: string, call?: ForgeCall): Promise<ForgeFile>;
  /**
   * Makes one commit, by the API, so that a forge that signs does.
   * @throws ForgeError - `conflict`: the head is another one; `not-found`: a file to
   *   remove is not there
   */
  commit(request: CommitRequest, call?: ForgeCall): Promise<Commit>;

  /** Newest first. */
  findPullRequests(
    filter: PullRequestFilter,
    call?: ForgeCall,
  ): Promise<PullRequest[]>;
  getPullRequest(number: number, call?: ForgeCall): Promise<PullRequest>;
  /**
   * @throws ForgeError - `conflict`: there is an open one of these branches;
   *   `invalid`: nothing to merge, no such branch, or no such reviewer
   */
  createPullRequest(
    request: NewPullRequest,
    call?: ForgeCall,
  ): Promise<PullRequest>;
  /** Changes what is given; labels and reviewers as a whole. */
  updatePullRequest(
    number: number,
    fields: Partial<PullRequestFields>,
    call?: ForgeCall,
  ): Promise<PullRequest>;
  /** Without a merge; its branch stays. */
  closePullRequest(number: number, call?: ForgeCall): Promise<void>;
  /**
   * @throws ForgeError - `conflict`: another head, or not mergeable as it is;
   *   `unsupported`: the method
   */
  merge(
    number: number,
    request: MergeRequest,
    call?: ForgeCall,
  ): Promise<PullRequest>;

  /** One of each reviewer; withdrawn ones are left out. */
  listReviews(number: number, call?: ForgeCall): Promise<Review[]>;
  /** Oldest first. */
  listComments(number: number, call?: ForgeCall): Promise<Comment[]>;
  createComment(
    number: number,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment>;
  updateComment(
    number: number,
    id: string,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment>;

  /** The newest of each context, in the order of contexts. */
  listStatuses(commit: string, call?: ForgeCall): Promise<CommitStatus[]>;
  setStatus(
    commit: string,
    status: CommitStatus,
    call?: ForgeCall,
  ): Promise<void>;

  /** @param base - @param head - branches, tags or hashes of commits */
  compare(base: string, head: string, call?: ForgeCall): Promise<Comparison>;
  /** In the order of their paths. */
  listChangedFiles(number: number, call?: ForgeCall): Promise<ChangedFile[]>;

  /** The secret is always written: no forge tells the one that it has. */
  ensureWebhook(webhook: Webhook, call?: ForgeCall): Promise<Ensured>;
  /** @returns whether there was one */
  removeWebhook(url: string, call?: ForgeCall): Promise<boolean>;
  /** @throws ForgeError - `unsupported`; `conflict`: another repository has the key */
  ensureDeployKey(key: DeployKey, call?: ForgeCall): Promise<Ensured>;
  /** @returns whether there was one */
  removeDeployKey(publicKey: string, call?: ForgeCall): Promise<boolean>;
}
