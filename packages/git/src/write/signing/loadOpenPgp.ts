/** Loads openpgp with its first use: it is large, and few processes sign. */
export function loadOpenPgp(): typeof import('openpgp') {
  // Not import(): jest runs none.
  return require('openpgp');
}
