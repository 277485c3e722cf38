import type { KeyService, MasterKey } from '@backstage-gitops/sops';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

/** Key services of the main thread, as a build in a worker thread reaches them. */
export interface SharedKeyServices {
  /** Transferred to the worker with the request. */
  readonly port: MessagePort;
  /** Kinds of master keys of each service, in order. */
  readonly kinds: readonly KeyService['kinds'][];
}

interface Call {
  readonly id: number;
  readonly service: number;
  readonly key: MasterKey;
}

interface Answer {
  readonly id: number;
  readonly dataKey?: Uint8Array;
  /** Message of the failure; holds no secret. */
  readonly failure?: string;
}

async function answer(
  services: readonly KeyService[],
  { id, service, key }: Call,
): Promise<Answer> {
  try {
    return { id, dataKey: await services[service].decrypt(key) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : `${error}` };
  }
}

/**
 * Lets a worker thread call functions of this one for the time of a build.
 * @returns what goes into the request, and what ends it
 */
export function shareKeyServices(services: readonly KeyService[]): {
  readonly shared: SharedKeyServices;
  close(): void;
} {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (call: Call) => {
    void answer(services, call).then(reply => port1.postMessage(reply));
  });
  return {
    shared: { port: port2, kinds: services.map(({ kinds }) => kinds) },
    close: () => port1.close(),
  };
}

/** The services of the other thread, to be called in this one. */
export function callKeyServices({
  port,
  kinds,
}: SharedKeyServices): KeyService[] {
  const waiting = new Map<number, (reply: Answer) => void>();
  port.on('message', (reply: Answer) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  // A build that is over, or was ended, must not keep its thread.
  port.unref();
  let lastId = 0;
  return kinds.map((kindsOfService, service) => ({
    kinds: kindsOfService,
    async decrypt(key) {
      lastId += 1;
      const call: Call = { id: lastId, service, key };
      const reply = await new Promise<Answer>(resolve => {
        waiting.set(call.id, resolve);
        port.postMessage(call);
      });
      if (reply.dataKey) return reply.dataKey;
      throw new Error(reply.failure ?? 'the key service gave no data key');
    },
  }));
}
