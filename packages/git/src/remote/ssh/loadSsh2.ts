/**
 * Loads ssh2 with its first use: the threads that read packs, and processes
 * without addresses of SSH, have none.
 */
export function loadSsh2(): typeof import('ssh2') {
  // Not import(): jest runs none, and the package is CommonJS.
  return require('ssh2');
}
