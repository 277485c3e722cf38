/**
 * Git transport for the source controller: resolves references of a remote
 * repository and writes one commit's tree to a directory.
 *
 * @packageDocumentation
 */
export { startGitServer } from './server/gitServer';
export type { GitServer, GitServerOptions } from './server/gitServer';
