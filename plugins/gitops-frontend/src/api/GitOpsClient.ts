import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  gitopsPaths,
  type DeliveryRef,
  type EntityName,
  type ReconcileRequest,
  type SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';
import type { GitOpsApi, StreamObserver } from './GitOpsApi';
import { LiveStream } from './LiveStream';

/** The portal API over HTTP, as the signed-in user. */
export class GitOpsClient implements GitOpsApi {
  constructor(
    private readonly discoveryApi: DiscoveryApi,
    private readonly fetchApi: FetchApi,
  ) {}

  follow(
    entity: EntityName,
    delivery: DeliveryRef | undefined,
    observer: StreamObserver,
  ): () => void {
    const stream = new LiveStream(async signal => {
      const url = await this.#url(gitopsPaths.stream(entity, delivery));
      const headers = { Accept: 'text/event-stream' };
      return this.fetchApi.fetch(url, { headers, signal });
    }, observer);
    return () => stream.close();
  }

  reconcile(
    entity: EntityName,
    delivery: DeliveryRef,
    request: ReconcileRequest,
  ): Promise<void> {
    return this.#post(
      gitopsPaths.action(entity, delivery, 'reconcile'),
      request,
    );
  }

  suspend(
    entity: EntityName,
    delivery: DeliveryRef,
    request: SuspendRequest,
  ): Promise<void> {
    return this.#post(gitopsPaths.action(entity, delivery, 'suspend'), request);
  }

  resume(entity: EntityName, delivery: DeliveryRef): Promise<void> {
    return this.#post(gitopsPaths.action(entity, delivery, 'resume'), {});
  }

  async #post(path: string, body: unknown): Promise<void> {
    const response = await this.fetchApi.fetch(await this.#url(path), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
  }

  async #url(path: string): Promise<string> {
    return `${await this.discoveryApi.getBaseUrl('gitops')}${path}`;
  }
}
