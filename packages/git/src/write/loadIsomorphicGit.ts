/** Loads isomorphic-git with its first use: few processes write commits. */
export function loadIsomorphicGit(): typeof import('isomorphic-git') {
  // Not import(): jest runs none.
  return require('isomorphic-git');
}
