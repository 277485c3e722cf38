import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  gitopsPaths,
  type ActionAccepted,
  type EntityName,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { ActionRequest, GitOpsApi, StreamObserver } from './GitOpsApi';
import { LiveStream } from './LiveStream';

/** The portal API over HTTP, as the signed-in user. */
export class GitOpsClient implements GitOpsApi {
  constructor(
    private readonly discoveryApi: DiscoveryApi,
    private readonly fetchApi: FetchApi,
  ) {}

  follow(
    entity: EntityName,
    object: ObjectRef | undefined,
    observer: StreamObserver,
  ): () => void {
    const stream = new LiveStream(async signal => {
      const url = await this.#url(gitopsPaths.stream(entity, object));
      const headers = { Accept: 'text/event-stream' };
      return this.fetchApi.fetch(url, { headers, signal });
    }, observer);
    return () => stream.close();
  }

  async requestAction(
    entity: EntityName,
    object: ObjectRef,
    { action, ...body }: ActionRequest,
  ): Promise<ActionAccepted> {
    const url = await this.#url(gitopsPaths.action(entity, object, action));
    const response = await this.fetchApi.fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }

  async #url(path: string): Promise<string> {
    return `${await this.discoveryApi.getBaseUrl('gitops')}${path}`;
  }
}
