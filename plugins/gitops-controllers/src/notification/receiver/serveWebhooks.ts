import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { parseAddress } from '../../artifacts/ArtifactServer';
import type { WebhookEndpoint } from './WebhookEndpoint';

/** What a connection may take; those of Flux's server. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  maxHeaderSize: 256 * 1024,
  /** How often connections are looked at for it. */
  connectionsCheckingInterval: 1_000,
};
const MAX_CONNECTIONS = 2_000;

/** A server of webhooks. */
export interface WebhookServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves webhooks under the paths that Flux has, such as
 * `http://host:9292/hook/<hex>`.
 * @param address - `host:port`
 * @throws Error - the address is taken
 */
export async function serveWebhooks(
  address: string,
  endpoint: WebhookEndpoint,
  limits: Partial<typeof LIMITS> = {},
): Promise<WebhookServer> {
  const server = createServer({ ...LIMITS, ...limits }, (request, response) => {
    if (endpoint.handle(request, response)) return;
    response.writeHead(404, { connection: 'close' }).end();
  });
  server.maxConnections = MAX_CONNECTIONS;
  const { host, port } = parseAddress(address);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
