import { IncomingMessage, ServerResponse } from 'http';
import { Rbac, refusal, Attributes } from '../auth/Rbac';
import { Tokens } from '../auth/tokens';
import {
  AUTHENTICATED,
  parseServiceAccount,
  serviceAccountUser,
  User,
} from '../auth/User';
import {
  aggregated,
  AGGREGATED_TYPE,
  coreVersions,
  groupDocument,
  groupList,
  resourceList,
  wantsAggregated,
} from '../discovery/discovery';
import {
  ApiError,
  forbidden,
  methodNotAllowed,
  pathNotFound,
  unauthorized,
} from '../errors/ApiError';
import { isObject, JsonObject } from '../json';
import { ObjectService } from '../objects/ObjectService';
import { openapiDocument, openapiIndex, openapiV2 } from '../openapi/openapi';
import { Registry } from '../resources/Registry';
import { Resource, subjectOf } from '../resources/Resource';
import { recordedVersion } from '../schema/builtinSchemas';
import { mediaType, objectBody, readBytes } from './body';
import { ResourceHandler } from './handlers/resource';
import { ResourceCall } from './handlers/ResourceCall';
import { reviews } from './handlers/reviews';
import { faultReply, json, Reply, send } from './Reply';
import { parseRequest, RequestInfo } from './RequestInfo';

/** Parts that the server puts together. */
interface ApiServerOptions {
  readonly objects: ObjectService;
  readonly registry: Registry;
  readonly rbac: Rbac;
  readonly tokens: Tokens;
  readonly clock: () => Date;
  /** `127.0.0.1:6443`, known once it listens. */
  readonly address: () => string;
}

/** What no API serves: the mux of the real server answers so, without a Status. */
const PATH_NOT_FOUND: Reply = {
  status: 404,
  text: '404 page not found\n',
  type: 'text/plain; charset=utf-8',
};

/** The HTTP face: who asks, whether they may, and which handler answers. */
export class ApiServer {
  private readonly resources: ResourceHandler;

  constructor(private readonly options: ApiServerOptions) {
    this.resources = new ResourceHandler(options.objects, options.clock);
  }

  /** Answers one request; never throws. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const warnings: string[] = [];
    let reply: Reply;
    try {
      reply = await this.reply(request, warnings);
    } catch (error) {
      reply = faultReply(error);
    }
    send(response, reply, warnings);
  }

  private async reply(
    request: IncomingMessage,
    warnings: string[],
  ): Promise<Reply> {
    const info = parseRequest(request.method ?? 'GET', request.url ?? '/');
    if (['/healthz', '/livez', '/readyz'].includes(info.path)) {
      return { status: 200, text: 'ok', type: 'text/plain; charset=utf-8' };
    }
    const user = this.authenticate(request);
    if (!info.isResource) {
      this.authorize(user, { verb: info.verb, path: info.path });
      return this.document(info, request);
    }
    const resource = this.options.registry.find(
      info.group,
      info.version,
      info.resource,
    );
    this.authorizeResource(user, info, resource);
    if (!resource) {
      return PATH_NOT_FOUND;
    }
    const requireVerb = (verb: string) =>
      this.authorizeResource(user, { ...info, verb }, resource);
    return this.dispatch(
      { info, resource, request, warnings, requireVerb },
      user,
    );
  }

  private async dispatch(call: ResourceCall, user: User): Promise<Reply> {
    const { info, resource } = call;
    if (resource.storageKey in reviews) {
      return this.review(call, user);
    }
    if (
      resource.storageKey === 'serviceaccounts' &&
      info.subresource === 'token'
    ) {
      return this.issueToken(call);
    }
    const isNamespaceWrite =
      resource.storageKey === 'namespaces' && info.namespace === '';
    return this.resources.handle(
      isNamespaceWrite || resource.namespaced
        ? call
        : { ...call, info: { ...info, namespace: '' } },
    );
  }

  private async review(call: ResourceCall, user: User): Promise<Reply> {
    const { info, resource, request } = call;
    if (info.verb !== 'create') {
      throw methodNotAllowed();
    }
    const body = objectBody(await readBytes(request), mediaType(request));
    const { rbac, tokens } = this.options;
    const status = reviews[resource.storageKey](body, {
      user,
      rbac,
      tokens,
      namespace: info.namespace,
    });
    return json(
      {
        apiVersion: `${resource.group}/${resource.version}`,
        kind: resource.kind,
        metadata: isObject(body.metadata) ? body.metadata : {},
        ...(isObject(body.spec) ? { spec: body.spec } : {}),
        status,
      },
      201,
    );
  }

  private async issueToken(call: ResourceCall): Promise<Reply> {
    const { info, resource, request } = call;
    const account = this.options.objects.get(
      resource,
      info.namespace,
      info.name,
    );
    const body = objectBody(await readBytes(request), mediaType(request));
    const spec = isObject(body.spec) ? body.spec : {};
    const seconds = Number(spec.expirationSeconds ?? 3600);
    const audiences = Array.isArray(spec.audiences)
      ? spec.audiences.map(String)
      : [];
    const { token, expires } = this.options.tokens.issue(
      account,
      seconds,
      audiences,
    );
    return json(
      {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { name: info.name, namespace: info.namespace },
        spec: { ...spec, expirationSeconds: seconds, audiences },
        status: { token, expirationTimestamp: expires.toISOString() },
      },
      201,
    );
  }

  /** Discovery, OpenAPI, version. */
  private document(info: RequestInfo, request: IncomingMessage): Reply {
    const { registry, address } = this.options;
    if (info.method !== 'GET' && info.method !== 'HEAD') {
      throw methodNotAllowed();
    }
    const path = info.path.replace(/\/$/, '') || '/';
    const isAggregated = wantsAggregated(request.headers.accept);
    if (path === '/version') {
      return json(versionDocument());
    }
    if (path === '/') {
      return json({
        paths: [
          '/api',
          '/apis',
          '/healthz',
          '/livez',
          '/openapi/v2',
          '/openapi/v3',
          '/readyz',
          '/version',
        ],
      });
    }
    if (path === '/api' || path === '/apis') {
      const isCore = path === '/api';
      if (isAggregated) {
        return {
          status: 200,
          body: aggregated(registry, isCore),
          type: AGGREGATED_TYPE,
        };
      }
      return json(isCore ? coreVersions(address()) : groupList(registry));
    }
    if (path.startsWith('/openapi/')) {
      return this.openapi(path);
    }
    const found = this.groupDocument(path);
    if (!found) {
      throw pathNotFound();
    }
    return json(found);
  }

  private groupDocument(path: string): JsonObject | undefined {
    const { registry } = this.options;
    const [, root, first, second, ...rest] = path.split('/');
    if (rest.length > 0) {
      return undefined;
    }
    if (root === 'api') {
      return second ? undefined : resourceList(registry, '', first);
    }
    if (root !== 'apis') {
      return undefined;
    }
    return second
      ? resourceList(registry, first, second)
      : groupDocument(registry, first);
  }

  private openapi(path: string): Reply {
    const { registry } = this.options;
    if (path === '/openapi/v2') {
      return json(openapiV2(registry));
    }
    if (path === '/openapi/v3') {
      return json(openapiIndex(registry));
    }
    const [, , , root, first, second] = path.split('/');
    const document =
      root === 'api'
        ? openapiDocument(registry, '', first)
        : openapiDocument(registry, first, second ?? '');
    if (!document) {
      throw pathNotFound();
    }
    return json(document);
  }

  private authenticate(request: IncomingMessage): User {
    const header = request.headers.authorization ?? '';
    const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
    const user = token ? this.options.tokens.authenticate(token) : undefined;
    if (!user) {
      throw unauthorized();
    }
    return this.impersonated(user, request);
  }

  /** The user that the Impersonate headers name, if the real one may take their place. */
  private impersonated(user: User, request: IncomingMessage): User {
    const name = single(request.headers['impersonate-user']);
    const groups = many(request.rawHeaders, 'impersonate-group');
    if (!name) {
      if (groups.length > 0) {
        throw new ApiError(
          500,
          'InternalError',
          'Internal error occurred: requested impersonation without impersonating a user',
        );
      }
      return user;
    }
    const account = parseServiceAccount(name);
    const target: Attributes = account
      ? {
          verb: 'impersonate',
          resource: 'serviceaccounts',
          namespace: account.namespace,
          name: account.name,
        }
      : { verb: 'impersonate', resource: 'users', name };
    this.authorize(user, target);
    groups.forEach(group =>
      this.authorize(user, {
        verb: 'impersonate',
        resource: 'groups',
        name: group,
      }),
    );
    if (account && groups.length === 0) {
      return serviceAccountUser(account.namespace, account.name);
    }
    return { name, groups: [...new Set([...groups, AUTHENTICATED])] };
  }

  private authorizeResource(
    user: User,
    info: RequestInfo,
    resource: Resource | undefined,
  ): void {
    const isNamespaceItself =
      info.resource === 'namespaces' && !info.namespace && info.name !== '';
    this.authorize(
      user,
      {
        verb: info.verb,
        group: info.group,
        resource: info.resource,
        subresource: info.subresource,
        namespace: isNamespaceItself ? info.name : info.namespace,
        name: info.name,
      },
      resource,
    );
  }

  private authorize(
    user: User,
    attributes: Attributes,
    resource?: Resource,
  ): void {
    if (this.options.rbac.isAllowed(user, attributes)) {
      return;
    }
    const cause = refusal(user, attributes);
    if (attributes.path !== undefined) {
      throw new ApiError(403, 'Forbidden', `forbidden: ${cause}`, {});
    }
    const subject = resource
      ? subjectOf(resource)
      : { group: attributes.group ?? '', resource: attributes.resource ?? '' };
    throw forbidden(subject, attributes.name ?? '', cause);
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Repeated headers; Node joins some of them, so the raw list is read. */
function many(raw: readonly string[], name: string): string[] {
  return raw.filter(
    (_, index) => index % 2 === 1 && raw[index - 1].toLowerCase() === name,
  );
}

function versionDocument(): JsonObject {
  const [major, minor] = recordedVersion.replace('v', '').split('.');
  return {
    major,
    minor,
    gitVersion: `${recordedVersion}+devcluster`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: `${process.platform}/${process.arch}`,
  };
}
