import { HttpError } from '@backstage-gitops/http';
import type { HttpErrorCode, HttpResponse } from '@backstage-gitops/http';
import { isOciError, OciError } from '../errors';
import type { OciDiagnostic, OciErrorCode } from '../errors';
import { formatGoValue } from './goFormat';
import { readStart } from './readStart';
import { showUrl } from './showUrl';

const MAX_ERROR_BYTES = 64 * 1024;
const MAX_DIAGNOSTICS = 20;
const MAX_TEXT = 1024;
/** Shorter ones stand in too many texts. */
const MIN_SECRET = 4;

const CODE_BY_HTTP_CODE: Readonly<Record<HttpErrorCode, OciErrorCode>> = {
  network: 'network',
  tls: 'tls',
  timeout: 'timeout',
  aborted: 'aborted',
  redirect: 'redirect',
  limit: 'limit',
  denied: 'forbidden-address',
  'invalid-option': 'invalid-option',
};

const CODE_BY_STATUS: Readonly<Record<number, OciErrorCode>> = {
  401: 'unauthorized',
  403: 'denied',
  404: 'not-found',
  429: 'rate-limited',
};

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && error.name === 'HttpError';
}

/**
 * A failed exchange as OciError, with method and address in front as Go's HTTP
 * client has them: `Get "https://ghcr.io/v2/": connection refused`.
 */
export function toOciError(
  error: unknown,
  { method, url }: { readonly method: string; readonly url: string },
): unknown {
  if (isOciError(error) || !isHttpError(error)) return error;
  const verb = method[0] + method.slice(1).toLowerCase();
  return new OciError(
    CODE_BY_HTTP_CODE[error.code] ?? 'network',
    `${verb} "${showUrl(url)}": ${error.message}`,
    { cause: error },
  );
}

/** Printable characters of a text, so many at most. */
function clean(text: string): string {
  const printable = text.replace(/[^\P{C}\n\t]/gu, '');
  return printable.length > MAX_TEXT
    ? `${printable.slice(0, MAX_TEXT)}...`
    : printable;
}

function diagnosticsOf(body: string): OciDiagnostic[] {
  let errors: unknown;
  try {
    errors = (JSON.parse(body) as { errors?: unknown } | null)?.errors;
  } catch {
    // Proxies answer with pages; the text then stands for itself.
    return [];
  }
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, MAX_DIAGNOSTICS).map(entry => {
    const { code, message, detail } = Object(entry) as Record<string, unknown>;
    return {
      code: clean(String(code ?? '')),
      message: clean(String(message ?? '')),
      ...(detail === undefined || detail === null ? {} : { detail }),
    };
  });
}

function showDiagnostic({ code, message, detail }: OciDiagnostic): string {
  const tail = detail === undefined ? '' : `; ${clean(formatGoValue(detail))}`;
  return `${code}: ${message}${tail}`;
}

function describe(
  { status, statusText }: HttpResponse,
  { method, body }: { method: string; body: string },
  diagnostics: readonly OciDiagnostic[],
): string {
  const [first, ...others] = diagnostics.map(showDiagnostic);
  if (others.length > 0) {
    return `multiple errors returned: ${[first, ...others].join('; ')}`;
  }
  if (first !== undefined) return first;
  const text = `unexpected status code ${status} ${statusText}`;
  if (body !== '') return `${text}: ${clean(body)}`;
  return method === 'HEAD'
    ? `${text} (HEAD responses have no body, use GET for details)`
    : text;
}

/** What was sent in an Authorization header, in the forms that may come back. */
function secretsOf(authorization = ''): string[] {
  const [scheme, value = ''] = authorization.split(' ');
  const pair =
    scheme === 'Basic' ? Buffer.from(value, 'base64').toString('utf8') : '';
  const password = pair.slice(pair.indexOf(':') + 1);
  return [value, pair, password].filter(secret => secret.length >= MIN_SECRET);
}

function mask(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** A request that was answered with an error. */
interface FailedRequest {
  readonly method: string;
  readonly url: string;
  /** What the answer must not repeat. */
  readonly authorization?: string;
  readonly retryAfterMs?: number;
}

/**
 * An answer that the protocol does not allow, as OciError; its body is read.
 * Texts are those of go-containerregistry, which Flux shows.
 */
export async function answerError(
  answer: HttpResponse,
  request: FailedRequest,
): Promise<OciError> {
  const { method, authorization, retryAfterMs } = request;
  const { status } = answer;
  const bytes = await readStart(answer, MAX_ERROR_BYTES);
  const body = mask(
    new TextDecoder().decode(bytes).trim(),
    secretsOf(authorization),
  );
  const diagnostics = diagnosticsOf(body);
  return new OciError(
    CODE_BY_STATUS[status] ?? 'registry',
    `${method} ${showUrl(request.url)}: ${describe(
      answer,
      { method, body },
      diagnostics,
    )}`,
    {
      status,
      diagnostics,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  );
}
