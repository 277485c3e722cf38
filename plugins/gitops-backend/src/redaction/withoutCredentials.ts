/**
 * A URL without user name, password, query and fragment, which may hold
 * secrets; empty if it is none.
 */
export function withoutCredentials(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.username = '';
    parsed.password = '';
    parsed.search = '';
    parsed.hash = '';
    return parsed.toString();
  } catch {
    return '';
  }
}

/** User names that say nothing: the one of SSH, and those beside a token. */
const COMMON_USERS = ['git', 'oauth2', 'x-access-token', 'x-token-auth'];

/** What {@link withoutCredentials} takes out of a URL, for masking elsewhere. */
export function credentialsIn(url: string): string[] {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return [];
  }
  const { username, password, search, searchParams, hash } = parsed;
  // A token may stand alone in place of the user.
  const user = COMMON_USERS.includes(username) ? '' : username;
  return [user, password, search, ...searchParams.values(), hash.slice(1)]
    .flatMap(text => [text, decoded(text)])
    .filter(text => text !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
