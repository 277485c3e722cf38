import type { RegistryClientOptions } from '../client/options';
import { RegistryClient } from '../client/RegistryClient';
import { startRegistry } from '../server/startRegistry';
import type { RegistryServerOptions } from '../server/startRegistry';

type Close = () => unknown;

/** Registries and clients of a test file, ended after each test, the last one first. */
export function useRegistries() {
  const closing: Close[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    /** Ends something else with them. */
    closeLater(close: Close) {
      closing.push(close);
    },
    async serve(options: RegistryServerOptions = {}) {
      const registry = await startRegistry(options);
      closing.push(() => registry.stop());
      return registry;
    },
    /** A client that repeats at once. */
    connect(options: Partial<RegistryClientOptions> = {}) {
      const client = new RegistryClient({
        userAgent: 'test/1',
        retry: { delayMs: 1 },
        ...options,
      });
      closing.push(() => client.close());
      return client;
    },
  };
}
