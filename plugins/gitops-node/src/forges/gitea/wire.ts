/** Answers of Gitea's API, as far as they are read. @see the swagger page of any Gitea, `/api/swagger` */
export interface UserWire {
  readonly login: string;
  readonly full_name?: string;
}

export interface RepositoryWire {
  readonly name: string;
  readonly owner: UserWire;
  readonly html_url: string;
  readonly clone_url: string;
  readonly default_branch: string;
  readonly private: boolean;
  readonly archived: boolean;
}

export interface BranchWire {
  readonly name: string;
  readonly commit: { readonly id: string };
}

export interface ContentsWire {
  readonly sha: string;
  /** Nothing of a large file. */
  readonly content?: string | null;
  readonly encoding?: string | null;
}

export interface FilesWire {
  readonly commit: {
    readonly sha: string;
    readonly html_url?: string;
    readonly parents?: readonly { readonly sha: string }[];
  };
  readonly verification?: { readonly verified: boolean };
}

export interface PullWire {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly merged: boolean;
  readonly merge_commit_sha?: string | null;
  readonly user: UserWire;
  readonly labels?: readonly LabelWire[] | null;
  readonly requested_reviewers?: readonly UserWire[] | null;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
}

export interface LabelWire {
  readonly id: number;
  readonly name: string;
}

export interface ReviewWire {
  readonly user: UserWire | null;
  readonly state: string;
  readonly dismissed: boolean;
  readonly commit_id: string;
  readonly submitted_at: string;
}

export interface CommentWire {
  readonly id: number;
  readonly body: string;
  readonly user: UserWire;
}

export interface StatusWire {
  readonly context: string;
  readonly status: string;
  readonly description: string;
  readonly target_url: string;
}

export interface FileWire {
  readonly filename: string;
  readonly status: string;
  readonly previous_filename?: string;
}

export interface ComparisonWire {
  /** Newest first. */
  readonly commits: readonly {
    readonly sha: string;
    readonly files?: readonly FileWire[] | null;
  }[];
}

export interface HookWire {
  readonly id: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface KeyWire {
  readonly id: number;
  readonly title: string;
  readonly key: string;
  readonly read_only: boolean;
}
