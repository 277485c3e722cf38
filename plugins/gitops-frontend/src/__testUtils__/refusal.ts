import type { Statement } from '@backstage-gitops/plugin-gitops-common';

/** An error as `ResponseError.fromResponse` makes it of a refused request. */
export function aRefusal(
  statusCode: number,
  message: string,
  statement?: Statement,
): Error {
  return Object.assign(new Error(`Request failed with ${statusCode}`), {
    name: 'ResponseError',
    statusCode,
    body: {
      error: { name: 'Error', message, statement },
      request: { method: 'GET', url: '/' },
      response: { statusCode },
    },
    cause: new Error(message),
  });
}
