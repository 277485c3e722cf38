/** Reasons of conditions and events that only a GitRepository has. */
export const Reason = {
  copyFailure: 'CopyFailure',
  emptyGitRepository: 'EmptyGitRepository',
  gitOperationFailed: 'GitOperationFailed',
  gitOperationSucceeded: 'GitOperationSucceeded',
  illegalPath: 'IllegalPath',
  includeChange: 'IncludeChange',
  noArtifact: 'NoArtifact',
  notFound: 'NotFound',
} as const;
