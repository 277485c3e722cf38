import { basicAuthorization } from './options';

/** An address that can be sent and told, and what it said of its user. */
interface SplitAddress {
  /** Without user name and password. */
  readonly url: string;
  /** Value of the Authorization header; left out where the address names nobody. */
  readonly authorization?: string;
}

/**
 * Takes user name and password out of an address.
 * @throws URIError - they are not percent-encoded as addresses are
 */
export function splitUserInfo(address: URL): SplitAddress {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url: url.toString() };
  return {
    url: url.toString(),
    authorization: basicAuthorization(
      decodeURIComponent(username),
      decodeURIComponent(password),
    ),
  };
}
