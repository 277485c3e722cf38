import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  formatObjectRef,
  toObjectParams,
  type ActionAccepted,
  type EntityName,
  type GitOpsPaths,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import createClient, { type Client } from 'openapi-fetch';
import type { ActionRequest, GitOpsApi, StreamObserver } from './GitOpsApi';
import { LiveStream } from './LiveStream';

const ENTITY = '/entities/{kind}/{namespace}/{name}';
const OBJECT =
  `${ENTITY}/objects/{cluster}/{group}/{objectKind}/{objectNamespace}/{objectName}` as const;

/** The portal API over HTTP, as the signed-in user; typed by its OpenAPI document. */
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
    const { kind, namespace, name } = entity;
    const params = {
      path: { kind, namespace, name },
      query: { object: object && formatObjectRef(object) },
    };
    const stream = new LiveStream(async signal => {
      const client = await this.#client();
      const { response } = await client.request('get', `${ENTITY}/stream`, {
        params,
        signal,
        parseAs: 'stream',
        headers: { Accept: 'text/event-stream' },
      });
      return response;
    }, observer);
    return () => stream.close();
  }

  async requestAction(
    entity: EntityName,
    object: ObjectRef,
    request: ActionRequest,
  ): Promise<ActionAccepted> {
    const client = await this.#client();
    const path = toObjectParams(entity, object);
    if (request.action === 'suspend') {
      const { action, ...body } = request;
      return answerOf(
        await client.request('post', `${OBJECT}/${action}`, {
          params: { path },
          body,
        }),
      );
    }
    const { action } = request;
    return answerOf(
      await client.request('post', `${OBJECT}/{action}`, {
        params: { path: { ...path, action } },
      }),
    );
  }

  /** A client whose calls reject with `ResponseError` where the server refuses. */
  async #client(): Promise<Client<GitOpsPaths>> {
    const client = createClient<GitOpsPaths>({
      baseUrl: await this.discoveryApi.getBaseUrl('gitops'),
      fetch: request => this.#fetch(request),
    });
    client.use({
      onResponse: async ({ response }) => {
        if (!response.ok) throw await ResponseError.fromResponse(response);
      },
    });
    return client;
  }

  /**
   * The middleware of Backstage makes requests of its own from what it is
   * given, which a `Request` with a body admits only once.
   */
  async #fetch(request: Request): Promise<Response> {
    const { url, method, headers, signal } = request;
    const body = (await request.text()) || undefined;
    return this.fetchApi.fetch(url, { method, headers, signal, body });
  }
}

/** The answer of a call that was not refused. */
function answerOf<T>({ data }: { data?: T }): T {
  if (data === undefined) throw new Error('The answer has no body');
  return data;
}
