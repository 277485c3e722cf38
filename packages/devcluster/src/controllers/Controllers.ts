import { KubeObject } from '../json';
import { ObjectService } from '../objects/ObjectService';
import { WriteOptions } from '../objects/ownership';
import { Resource } from '../resources/Resource';
import { StoreEvent } from '../storage/History';

/** One controller: which resources wake it, and for which keys. */
export interface Controller {
  readonly name: string;
  /** Keys to look at after an event; a key is any text that `reconcile` understands. */
  keysOf(resource: string, event: StoreEvent): readonly string[];
  /** Brings one key into order; called again after every event that names it. */
  reconcile(key: string): void;
}

/**
 * Runs controllers inside the server: events queue keys, keys are worked off
 * after the request that caused them. A failing key is tried again later.
 */
export class Controllers {
  private readonly queue = new Map<string, () => void>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly unsubscribe: () => void;
  private isScheduled = false;
  private isStopped = false;

  constructor(
    private readonly objects: ObjectService,
    private readonly controllers: readonly Controller[],
  ) {
    this.unsubscribe = objects.store.subscribeAll((resource, event) =>
      this.wake(resource, event),
    );
  }

  /** Looks at everything once, e.g. after a restart. */
  start(): void {
    for (const resource of this.objects.registry.stored()) {
      for (const object of this.objects.store.list(resource.storageKey)) {
        this.wake(resource.storageKey, { type: 'ADDED', revision: 0, object });
      }
    }
  }

  stop(): void {
    this.isStopped = true;
    this.unsubscribe();
    this.timers.forEach(timer => clearTimeout(timer));
    this.queue.clear();
  }

  private wake(resource: string, event: StoreEvent): void {
    for (const controller of this.controllers) {
      for (const key of controller.keysOf(resource, event)) {
        this.enqueue(controller, key, 0);
      }
    }
  }

  private enqueue(controller: Controller, key: string, attempt: number): void {
    this.queue.set(`${controller.name}|${key}`, () =>
      this.run(controller, key, attempt),
    );
    if (!this.isScheduled) {
      this.isScheduled = true;
      setImmediate(() => this.drain());
    }
  }

  private drain(): void {
    this.isScheduled = false;
    const work = [...this.queue.values()];
    this.queue.clear();
    for (const job of work) {
      if (!this.isStopped) {
        job();
      }
    }
  }

  private run(controller: Controller, key: string, attempt: number): void {
    try {
      controller.reconcile(key);
    } catch {
      // Another writer was faster, or the world is not ready: look again.
      const delayMs = Math.min(50 * 2 ** attempt, 5000);
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        this.enqueue(controller, key, attempt + 1);
      }, delayMs);
      timer.unref();
      this.timers.add(timer);
    }
  }
}

/** The write options of a built-in controller. */
export function asController(name: string, subresource?: string): WriteOptions {
  return {
    fieldManager: name,
    dryRun: false,
    fieldValidation: 'Ignore',
    warnings: [],
    ...(subresource ? { subresource } : {}),
  };
}

/** `namespace/name`, as a queue key. */
export function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** A built-in resource that is always there. */
export function requireResource(
  objects: ObjectService,
  apiVersion: string,
  kind: string,
): Resource {
  const resource = objects.registry.findKind(apiVersion, kind);
  if (!resource) {
    throw new Error(`${apiVersion} ${kind} is not served`);
  }
  return resource;
}
