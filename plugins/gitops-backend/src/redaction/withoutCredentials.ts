/** A URL without user name, password and query, which may hold secrets; empty if it is none. */
export function withoutCredentials(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.username = '';
    parsed.password = '';
    parsed.search = '';
    return parsed.toString();
  } catch {
    return '';
  }
}

/** What {@link withoutCredentials} takes out of a URL, for masking elsewhere. */
export function credentialsIn(url: string): string[] {
  try {
    const { password, search, searchParams } = new URL(url);
    return [
      password,
      decoded(password),
      search,
      ...searchParams.values(),
    ].filter(text => text !== '');
  } catch {
    return [];
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
