/** A commit by the API, which GitHub signs. */
export const COMMIT = `
mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit {
      oid
      url
      parents(first: 10) { nodes { oid } }
      signature { isValid }
    }
  }
}`;

/** Answer to {@link COMMIT}. */
export interface CommitAnswer {
  readonly createCommitOnBranch: {
    readonly commit: {
      readonly oid: string;
      readonly url: string;
      readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
      readonly signature: { readonly isValid: boolean } | null;
    };
  };
}

/** Answers for the installations of Apps too, unlike `GET /user`. */
export const VIEWER = 'query { viewer { login } }';

/** Answer to {@link VIEWER}. */
export interface ViewerAnswer {
  readonly viewer: { readonly login: string };
}

/** REST can't change whether a pull request is a draft. */
export const TO_DRAFT = `
mutation ($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { clientMutationId }
}`;
export const TO_READY = `
mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId }
}`;
