import type {
  ErrorBody,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';

/** The parts of Backstage's `ResponseError` that are read here. */
interface Refusal extends Error {
  readonly statusCode: number;
  readonly body?: Partial<ErrorBody>;
}

/** Whether an error is an answer of the server, by name: packages can be there twice. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === 'ResponseError';
}

/** What the server says to a person about a refused request. */
export function statementOf(error: unknown): Statement | undefined {
  return isRefusal(error) ? error.body?.error?.statement : undefined;
}

/** True when the caller lacks a right, as opposed to a failure. */
export function isDenied(error: unknown): boolean {
  return isRefusal(error) && [401, 403].includes(error.statusCode);
}

/** Text of the server, or of whatever kept it from answering. */
export function messageOf(error: unknown): string {
  const text = isRefusal(error) ? error.body?.error?.message : undefined;
  return text ?? (error instanceof Error ? error.message : String(error));
}
