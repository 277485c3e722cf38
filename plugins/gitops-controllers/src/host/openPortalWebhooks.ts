import type {
  HttpRouterService,
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { serveWebhooks } from '../notification/receiver/serveWebhooks';
import { WebhookEndpoint } from '../notification/receiver/WebhookEndpoint';

interface PortalWebhooksInput {
  readonly httpRouter: HttpRouterService;
  readonly lifecycle: LifecycleService;
  readonly logger: LoggerService;
  /** `host:port` with Flux's paths; undefined: none. */
  readonly address: string | undefined;
}

/**
 * Takes calls of Receivers under `/api/gitops-controllers/hook/…`, without a
 * session: the path and the signature are what a caller shows.
 */
export async function openPortalWebhooks({
  httpRouter,
  lifecycle,
  logger,
  address,
}: PortalWebhooksInput): Promise<WebhookEndpoint> {
  const endpoint = new WebhookEndpoint({ logger });
  httpRouter.use((request, response, next) => {
    if (!endpoint.handle(request, response, request.url)) next();
  });
  httpRouter.addAuthPolicy({ path: '/hook', allow: 'unauthenticated' });
  if (address) {
    const server = await serveWebhooks(address, endpoint);
    lifecycle.addShutdownHook(() => server.close());
  }
  return endpoint;
}
