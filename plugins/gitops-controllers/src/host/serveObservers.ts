import type { PrometheusMetrics } from './metrics';
import type { HostOptions } from './options/hostOptions';
import { serveText } from './serveText';

/**
 * Serves metrics, /healthz and /readyz where the options ask for them.
 * @returns what closes the servers
 */
export async function serveObservers(
  { metricsAddress, healthAddress }: HostOptions,
  metrics: PrometheusMetrics,
  isReady: () => boolean,
): Promise<(() => Promise<void>)[]> {
  const closers: (() => Promise<void>)[] = [];
  if (metricsAddress) {
    const { registry } = metrics;
    closers.push(
      await serveText(metricsAddress, {
        '/metrics': async () => ({
          status: 200,
          text: await registry.metrics(),
          contentType: registry.contentType,
        }),
      }),
    );
  }
  if (healthAddress) {
    closers.push(
      await serveText(healthAddress, {
        '/healthz': async () => ({ status: 200, text: 'ok\n' }),
        '/readyz': async () =>
          isReady()
            ? { status: 200, text: 'ok\n' }
            : { status: 503, text: 'not ready\n' },
      }),
    );
  }
  return closers;
}
