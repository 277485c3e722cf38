/**
 * HTTP as downloads from addresses that others have written need it: limits,
 * certificates, proxies, deadlines, and redirects that keep credentials.
 *
 * @packageDocumentation
 */
export { HttpError } from './errors';
export type { HttpErrorCode } from './errors';
export { HttpClient } from './HttpClient';
export { limitBytes, readBytes } from './limitBytes';
export { basicAuthorization } from './options';
export type {
  HttpClientOptions,
  HttpGet,
  HttpRequest,
  HttpResponse,
  ProxyOptions,
  TlsOptions,
} from './options';
export { toHttpError } from './toHttpError';
