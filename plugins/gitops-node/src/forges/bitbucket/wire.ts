/** Answers of Bitbucket Cloud's API, as far as they are read. @see developer.atlassian.com, "The Bitbucket Cloud REST API" */
export interface UserWire {
  readonly account_id?: string;
  readonly uuid: string;
  readonly display_name: string;
}

export interface PageWire<T> {
  readonly values: readonly T[];
  /** Address of the next page. */
  readonly next?: string;
}

export interface RepositoryWire {
  readonly slug: string;
  readonly workspace: { readonly slug: string };
  readonly is_private: boolean;
  readonly mainbranch?: { readonly name: string } | null;
  readonly links: {
    readonly html: { readonly href: string };
    readonly clone: readonly { readonly name: string; readonly href: string }[];
  };
}

export interface BranchWire {
  readonly name: string;
  readonly target: { readonly hash: string };
}

export interface CommitWire {
  readonly hash: string;
  readonly parents: readonly { readonly hash: string }[];
}

export interface SideWire {
  readonly branch: { readonly name: string };
  readonly commit: { readonly hash: string } | null;
}

export interface PullWire {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly state: string;
  readonly draft?: boolean;
  readonly author: UserWire | null;
  readonly reviewers?: readonly UserWire[];
  readonly participants?: readonly ParticipantWire[];
  readonly source: SideWire;
  readonly destination: SideWire;
  readonly merge_commit: { readonly hash: string } | null;
  readonly links: { readonly html: { readonly href: string } };
}

export interface ParticipantWire {
  readonly user: UserWire;
  readonly state: string | null;
  readonly participated_on?: string | null;
}

export interface CommentWire {
  readonly id: number;
  readonly content: { readonly raw: string };
  readonly user: UserWire | null;
  readonly deleted?: boolean;
  /** Of a comment on a line. */
  readonly inline?: unknown;
}

export interface StatusWire {
  readonly key: string;
  readonly name?: string | null;
  readonly state: string;
  readonly description?: string | null;
  readonly url: string;
}

export interface DiffStatWire {
  readonly status: string;
  readonly old: { readonly path: string } | null;
  readonly new: { readonly path: string } | null;
}

export interface HookWire {
  readonly uuid: string;
  readonly url: string;
}

export interface KeyWire {
  readonly id: number;
  readonly key: string;
  readonly label: string;
}
