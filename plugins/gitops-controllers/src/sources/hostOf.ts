/**
 * Server that an address names, with its port: `git.example.com`,
 * `127.0.0.1:8443`; the address itself when it is none.
 */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
