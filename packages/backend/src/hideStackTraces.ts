import {
  rootHttpRouterServiceFactory,
  type MiddlewareFactory,
} from '@backstage/backend-defaults/rootHttpRouter';

/**
 * Lets the handler of errors send no stack: Backstage's sends it, and with it
 * paths of this machine, where NODE_ENV is `development`, as in the demo.
 */
export function hideStackTraces(middleware: MiddlewareFactory): void {
  const createHandler = middleware.error.bind(middleware);
  middleware.error = options =>
    createHandler({ ...options, showStackTraces: false });
}

/** Backstage's HTTP server, whose answers hold no stack in any mode; the log has them. */
export const rootHttpRouterWithoutStackTraces = rootHttpRouterServiceFactory({
  configure({ applyDefaults, middleware }) {
    hideStackTraces(middleware);
    applyDefaults();
  },
});
