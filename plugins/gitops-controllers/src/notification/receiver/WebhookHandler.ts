import { ApiError, isNotFound } from '@backstage-gitops/kube';
import type {
  Informer,
  KubeClient,
  Logger,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import type { Receiver } from '@backstage-gitops/plugin-gitops-common';
import type { Call, Expected } from './call';
import { createResourceFilters } from './filter/resourceFilters';
import type { ResourceFilter } from './filter/resourceFilters';
import { requestReconcile } from './resources';
import type { ResourcesContext } from './resources';
import type { Verify } from './verify/createVerify';
import { WebhookError } from './WebhookError';

/** Index of Receivers by `status.webhookPath`. */
const PATH_INDEX = 'webhookPath';
const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** What {@link WebhookHandler} works with. */
interface WebhookHandlerOptions extends ResourcesContext {
  readonly client: KubeClient;
  readonly informer: Informer<Receiver>;
  readonly verify: Verify;
  readonly logger: Logger;
}

/** Answers the calls of the Receivers of one cluster. */
export class WebhookHandler {
  constructor(private readonly options: WebhookHandlerOptions) {
    options.informer.addIndexer(PATH_INDEX, ({ status }) =>
      status?.webhookPath ? [status.webhookPath] : [],
    );
  }

  /**
   * Whether the Receivers have been read: before, an unknown path tells nothing.
   * A cluster without the kind has none.
   */
  get hasSynced(): boolean {
    const { hasSynced, problem } = this.options.informer;
    return hasSynced || problem?.reason === 'kind-not-found';
  }

  /** The Receiver of a request's path and query. */
  find(target: string): Receiver | undefined {
    return this.options.informer.store.byIndex(PATH_INDEX, target)[0];
  }

  /** Takes calls no longer. */
  close(): void {
    this.options.informer.removeIndexer(PATH_INDEX);
  }

  /** Whether a Receiver takes calls; a line in the log says why it does not. */
  takesCalls(receiver: Receiver): boolean {
    const { spec, status } = receiver;
    const isReady = status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    );
    if (!spec.suspend && isReady) return true;
    this.#warn(receiver, spec.suspend ? 'it is suspended' : 'it is not ready');
    return false;
  }

  /**
   * Verifies a call of a Receiver that takes calls and asks for the reconciles.
   * @returns the HTTP status: 200; 400 for a call that is refused; 500 where an
   *   expression or an object fails
   */
  async answer(receiver: Receiver, call: Call): Promise<number> {
    try {
      const expected = await this.#expectedOf(receiver);
      const verified = await this.options.verify(call, expected);
      const filters = createResourceFilters(receiver.spec, call, verified);
      return await this.#reconcile(receiver, filters, verified.about);
    } catch (error) {
      this.#warn(receiver, (error as Error).message);
      return error instanceof WebhookError ? error.status : 500;
    }
  }

  async #expectedOf({ metadata, spec }: Receiver): Promise<Expected> {
    const name = spec.secretRef?.name;
    if (name === undefined) return { spec, token: Buffer.alloc(0), secret: {} };
    const { namespace } = metadata;
    const secret = await this.#readSecret(namespace ?? '', name);
    if (!Object.hasOwn(secret, 'token')) {
      throw new WebhookError('secret', `the Secret ${name} has no key token`);
    }
    return { spec, token: secret.token, secret };
  }

  async #readSecret(namespace: string, name: string) {
    const key = { namespace, name };
    const secret = await this.options.client
      .get<UnstructuredObject>(SECRET, key)
      .catch(error => {
        const isGone = error instanceof ApiError && isNotFound(error);
        throw isGone
          ? new WebhookError('secret', `there is no Secret ${name}`)
          : error;
      });
    const data = (secret.data ?? {}) as Record<string, string>;
    return Object.fromEntries(
      Object.entries(data).map(([entry, value]) => [
        entry,
        Buffer.from(value, 'base64'),
      ]),
    );
  }

  /** One resource that fails keeps none of the others from its turn. */
  async #reconcile(
    receiver: Receiver,
    filters: readonly (ResourceFilter | undefined)[],
    about: string | undefined,
  ): Promise<number> {
    const { namespace = '', name } = receiver.metadata;
    let [count, failures] = [0, 0];
    const { resources } = receiver.spec;
    await Promise.all(
      resources.map(async (resource, index) => {
        try {
          const filter = filters[index];
          const place = { namespace, filter };
          count += await requestReconcile(resource, place, this.options);
        } catch (error) {
          failures += 1;
          const { kind } = resource;
          const target = `${kind}/${resource.namespace ?? namespace}/${
            resource.name
          }`;
          this.#warn(receiver, `${target}: ${(error as Error).message}`);
        }
      }),
    );
    this.options.logger.info('webhook taken', {
      ...{ kind: 'Receiver', namespace, object: name },
      ...{ about: (about ?? '').slice(0, 100), resources: count },
    });
    return failures > 0 ? 500 : 200;
  }

  #warn({ metadata }: Receiver, reason: string): void {
    const { namespace = '', name } = metadata;
    this.options.logger.warn('webhook not taken', {
      ...{ kind: 'Receiver', namespace, object: name, reason },
    });
  }
}
