/** Answers of Azure DevOps, as far as they are read. @see learn.microsoft.com, "Azure DevOps Services REST API", version 7.1 */
export interface ListWire<T> {
  readonly value: readonly T[];
}

export interface IdentityWire {
  readonly id: string;
  readonly displayName?: string;
  readonly providerDisplayName?: string;
}

export interface RepositoryWire {
  readonly id: string;
  readonly name: string;
  readonly webUrl: string;
  readonly remoteUrl: string;
  readonly defaultBranch?: string;
  readonly isDisabled?: boolean;
  readonly project: { readonly id: string; readonly visibility?: string };
}

export interface RefWire {
  readonly name: string;
  readonly objectId: string;
}

/** Answers 200 also where nothing was updated. */
export interface RefUpdateWire {
  readonly success: boolean;
  readonly updateStatus?: string;
  readonly customMessage?: string;
}

export interface PushWire {
  readonly commits: readonly { readonly commitId: string }[];
}

export interface CommitWire {
  readonly commitId: string;
}

export interface ReviewerWire extends IdentityWire {
  readonly vote: number;
}

export interface PullWire {
  readonly pullRequestId: number;
  readonly title: string;
  readonly description?: string;
  readonly status: string;
  readonly isDraft?: boolean;
  readonly mergeStatus?: string;
  readonly mergeFailureMessage?: string;
  readonly sourceRefName: string;
  readonly targetRefName: string;
  readonly createdBy: IdentityWire;
  readonly reviewers?: readonly ReviewerWire[];
  readonly labels?: readonly { readonly name: string }[];
  readonly lastMergeSourceCommit?: CommitWire;
  readonly lastMergeCommit?: CommitWire;
}

export interface ThreadWire {
  readonly id: number;
  readonly isDeleted?: boolean;
  /** Of a comment on a line. */
  readonly threadContext?: unknown;
  readonly comments: readonly ThreadCommentWire[];
}

export interface ThreadCommentWire {
  readonly id: number;
  readonly content?: string;
  readonly commentType?: string;
  readonly author: IdentityWire;
  readonly isDeleted?: boolean;
}

export interface StatusWire {
  readonly state: string;
  readonly description?: string;
  readonly targetUrl?: string | null;
  readonly context: { readonly name: string; readonly genre?: string };
}

export interface ChangeWire {
  readonly changeType: string;
  readonly item: {
    readonly path: string;
    readonly isFolder?: boolean;
    readonly gitObjectType?: string;
  };
  readonly sourceServerItem?: string;
  readonly originalPath?: string;
}

export interface SubscriptionWire {
  readonly id: string;
  readonly publisherInputs: Readonly<Record<string, string>>;
  readonly consumerInputs: Readonly<Record<string, string>>;
}
