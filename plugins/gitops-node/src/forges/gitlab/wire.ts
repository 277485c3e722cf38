/** Answers of GitLab's API, as far as they are read. @see docs.gitlab.com, "REST API" */
export interface UserWire {
  readonly id: number;
  readonly username: string;
  readonly name: string;
}

export interface ProjectWire {
  readonly path: string;
  readonly namespace: { readonly full_path: string };
  readonly web_url: string;
  readonly http_url_to_repo: string;
  readonly default_branch?: string | null;
  readonly visibility?: string;
  readonly archived?: boolean;
}

export interface BranchWire {
  readonly name: string;
  readonly commit: { readonly id: string };
}

export interface CommitWire {
  readonly id: string;
  readonly parent_ids: readonly string[];
  readonly web_url?: string;
}

export interface MergeRequestWire {
  readonly iid: number;
  readonly web_url: string;
  readonly title: string;
  readonly description: string | null;
  readonly state: string;
  readonly draft: boolean;
  readonly author: UserWire;
  readonly labels: readonly string[];
  readonly reviewers: readonly UserWire[] | null;
  readonly source_branch: string;
  readonly target_branch: string;
  readonly sha: string | null;
  readonly merge_commit_sha?: string | null;
  readonly squash_commit_sha?: string | null;
  readonly detailed_merge_status?: string;
}

export interface ApprovalsWire {
  readonly approved_by: readonly { readonly user: UserWire }[];
}

/** One reviewer of a merge request. */
export interface ReviewerWire {
  readonly user: UserWire;
  readonly state: string;
}

export interface NoteWire {
  readonly id: number;
  readonly body: string;
  readonly author: UserWire;
  /** Whether GitLab wrote it itself: `approved this merge request`. */
  readonly system: boolean;
}

export interface StatusWire {
  readonly name: string;
  readonly status: string;
  readonly description: string | null;
  readonly target_url: string | null;
}

export interface DiffWire {
  readonly old_path: string;
  readonly new_path: string;
  readonly new_file: boolean;
  readonly renamed_file: boolean;
  readonly deleted_file: boolean;
}

export interface ComparisonWire {
  /** Oldest first. */
  readonly commits: readonly { readonly id: string }[];
  readonly diffs: readonly DiffWire[];
  readonly compare_timeout?: boolean;
}

export interface HookWire {
  readonly id: number;
  readonly url: string;
}

export interface KeyWire {
  readonly id: number;
  readonly title: string;
  readonly key: string;
  readonly can_push: boolean;
}
