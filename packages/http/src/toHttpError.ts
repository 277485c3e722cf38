import { HttpError } from './errors';

const TLS_CODES =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO)/;

const TEXT_BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'temporary failure in name resolution',
  EPIPE: 'broken pipe',
  UND_ERR_SOCKET: 'connection closed by the server',
};

interface SystemError extends Error {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

function whereOf(error: SystemError): string {
  if (error.address !== undefined) {
    return ` ${error.address}${
      error.port === undefined ? '' : `:${error.port}`
    }`;
  }
  return error.hostname === undefined ? '' : ` ${error.hostname}`;
}

/** Also an error of another realm, such as of Node itself in a test. */
function hasMessage(value: unknown): value is Error {
  return typeof Object(value).message === 'string';
}

/** The innermost error: undici wraps what the socket said. */
function rootOf(error: unknown): SystemError {
  let current = error as SystemError & { errors?: unknown[]; cause?: unknown };
  for (;;) {
    if (Array.isArray(current.errors) && current.errors.length > 0) {
      current = current.errors[0] as typeof current;
    } else if (hasMessage(current.cause)) {
      current = current.cause as typeof current;
    } else {
      return current;
    }
  }
}

/**
 * A failure of a request, or of reading its answer, as HttpError.
 * @param signal - of the request; tells a timeout and an abort
 */
export function toHttpError(error: unknown, signal?: AbortSignal): HttpError {
  if (error instanceof HttpError) {
    return error;
  }
  if (signal?.aborted) {
    const isTimeout =
      (signal.reason as Error | undefined)?.name === 'TimeoutError';
    return isTimeout
      ? new HttpError('timeout', 'context deadline exceeded', { cause: error })
      : new HttpError('aborted', 'context canceled', { cause: error });
  }
  const root = rootOf(error);
  if (root instanceof HttpError) {
    return root;
  }
  const code = root.code ?? '';
  if (TLS_CODES.test(code)) {
    return new HttpError(
      'tls',
      `tls: failed to verify the connection: ${root.message}`,
      { cause: error },
    );
  }
  const text = TEXT_BY_CODE[code] ?? root.message;
  return new HttpError('network', `connect${whereOf(root)}: ${text}`, {
    cause: error,
  });
}
