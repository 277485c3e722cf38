/**
 * HTTP as downloads from addresses that others have written need it: limits,
 * certificates, proxies, deadlines, and redirects that keep credentials.
 *
 * @packageDocumentation
 */
export { HttpError } from './errors';
export type { HttpErrorCode } from './errors';
export { HttpClient } from './HttpClient';
export { NetworkGuard } from './network/NetworkGuard';
export type { ResolveName } from './network/NetworkGuard';
export {
  DEFAULT_NETWORK_POLICY,
  extendNetworkPolicy,
  OPEN_NETWORK_POLICY,
} from './network/policy';
export type { NetworkPolicy } from './network/policy';
export { isNetworkRule } from './network/rules';
export { limitBytes, readBytes } from './limitBytes';
export { openConnection } from './openConnection';
export type { ConnectionOptions } from './openConnection';
export { basicAuthorization } from './options';
export type {
  HttpBody,
  HttpClientOptions,
  HttpGet,
  HttpMethod,
  HttpRequest,
  HttpResponse,
  ProxyOptions,
  TlsOptions,
} from './options';
export { retryAfterMs } from './retryAfter';
export { splitUserInfo } from './splitUserInfo';
export { toHttpError } from './toHttpError';
