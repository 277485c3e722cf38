/** Who makes a request. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const AUTHENTICATED = 'system:authenticated';
const PREFIX = 'system:serviceaccount:';

/** The user that a service account is. */
export function serviceAccountUser(
  namespace: string,
  name: string,
  uid?: string,
): User {
  return {
    name: `${PREFIX}${namespace}:${name}`,
    groups: [
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
      AUTHENTICATED,
    ],
    ...(uid ? { uid } : {}),
  };
}

/** Namespace and name of the service account that a user name stands for, if it does. */
export function parseServiceAccount(
  user: string,
): { namespace: string; name: string } | undefined {
  if (!user.startsWith(PREFIX)) {
    return undefined;
  }
  const [namespace, name, ...rest] = user.slice(PREFIX.length).split(':');
  return namespace && name && rest.length === 0
    ? { namespace, name }
    : undefined;
}
