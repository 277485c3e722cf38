import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';

/** What is used of the response of Express. */
interface JsonResponse {
  json(body?: unknown): unknown;
}

/**
 * Express middleware: leaves stacks out of errors that are sent. Backstage sends
 * them, and with them paths of this machine, where NODE_ENV is `development`,
 * as in the demo.
 */
export function hideStackTraces(
  _request: unknown,
  response: JsonResponse,
  next: () => void,
): void {
  const send = response.json.bind(response);
  response.json = body => send(withoutStack(body));
  next();
}

/** A body of the form `{ error: { stack, cause: { stack } } }` without stacks. */
function withoutStack(body: unknown): unknown {
  if (!isRecord(body) || !isRecord(body.error)) return body;
  const { stack, cause, ...error } = body.error;
  if (stack === undefined && cause === undefined) return body;
  return { ...body, error };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Backstage's HTTP server, whose answers hold no stack in any mode; the log has them. */
export const rootHttpRouterWithoutStackTraces = rootHttpRouterServiceFactory({
  configure({ app, applyDefaults }) {
    app.use(hideStackTraces);
    applyDefaults();
  },
});
