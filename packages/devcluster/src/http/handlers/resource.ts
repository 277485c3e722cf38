import {
  ApiError,
  badRequest,
  invalid,
  methodNotAllowed,
  pathNotFound,
} from '../../errors/ApiError';
import { FieldError } from '../../errors/FieldError';
import { isObject, KubeObject } from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { fieldFilter, labelFilter } from '../../objects/selectors';
import { Resource, subjectOf } from '../../resources/Resource';
import { Body, mediaType, objectBody, parseBody, readBytes } from '../body';
import { IncludeObject, Presenter, viewOf } from '../present';
import { json, Reply } from '../Reply';
import { RequestInfo } from '../RequestInfo';
import { Lister } from './list';
import { podLog } from './podLog';
import { patchFunction, PATCH_TYPES } from './patchFunction';
import { ResourceCall } from './ResourceCall';
import { scaleHandler } from './scale';
import { watchReply } from './watch';
import { deleteOptions, writeOptions } from './writeOptions';

const STATUS_SUBRESOURCES = new Set([
  '',
  'status',
  'finalize',
  'approval',
  'resize',
  'ephemeralcontainers',
]);

const isTrue = (value: string | null) => value === 'true' || value === '1';

/** Answers requests on resources: HTTP on one side, the object service on the other. */
export class ResourceHandler {
  private readonly lister: Lister;

  constructor(
    private readonly objects: ObjectService,
    private readonly clock: () => Date,
  ) {
    this.lister = new Lister(objects.store);
  }

  async handle(call: ResourceCall): Promise<Reply> {
    const { info, resource } = call;
    if (info.subresource === 'scale' && resource.scale) {
      return scaleHandler(this.objects, call);
    }
    const log = podLog(this.objects, call);
    if (log) {
      return log;
    }
    if (!STATUS_SUBRESOURCES.has(info.subresource)) {
      throw unsupportedSubresource(resource, info);
    }
    if (
      info.subresource &&
      !resource.subresources.some(({ name }) => name === info.subresource)
    ) {
      throw pathNotFound();
    }
    if (resource.deprecationWarning) {
      call.warnings.push(resource.deprecationWarning);
    }
    if (!resource.verbs.includes(info.verb) && info.subresource === '') {
      throw methodNotAllowed(subjectOf(resource), info.verb);
    }
    if (resource.namespaced && !info.namespace && info.name) {
      throw pathNotFound();
    }
    switch (info.verb) {
      case 'get':
        return json(
          this.present(call).one(
            this.objects.get(resource, info.namespace, info.name),
          ),
        );
      case 'list':
        return this.list(call);
      case 'watch':
        return this.watch(call);
      case 'create':
        return this.create(call);
      case 'update':
        return this.update(call);
      case 'patch':
        return this.patch(call);
      case 'delete':
        return this.delete(call);
      case 'deletecollection':
        return this.deleteCollection(call);
      default:
        throw methodNotAllowed();
    }
  }

  private present({ info, resource, request }: ResourceCall): Presenter {
    const include = (info.query.get('includeObject') ??
      'Metadata') as IncludeObject;
    return new Presenter(
      resource,
      viewOf(request.headers.accept),
      include,
      this.clock,
    );
  }

  private list(call: ResourceCall): Reply {
    const { info, resource } = call;
    const namespace = info.namespace || undefined;
    const { items, metadata } = this.lister.list(
      resource,
      () => this.objects.list(resource, namespace),
      {
        namespace,
        filter: selectorOf(call),
        limit: Number(info.query.get('limit') ?? 0),
        token: info.query.get('continue') ?? undefined,
        resourceVersion: info.query.get('resourceVersion') ?? undefined,
        resourceVersionMatch:
          info.query.get('resourceVersionMatch') ?? undefined,
      },
    );
    return json(this.present(call).many(items, metadata));
  }

  private watch(call: ResourceCall): Reply {
    const { query } = call.info;
    const selector = selectorOf(call);
    const { name } = call.info;
    return watchReply(this.objects.store, call.resource, this.present(call), {
      namespace: call.info.namespace || undefined,
      filter: name
        ? object => object.metadata.name === name && selector(object)
        : selector,
      resourceVersion: query.get('resourceVersion') ?? undefined,
      bookmarks: isTrue(query.get('allowWatchBookmarks')),
      sendInitialEvents: isTrue(query.get('sendInitialEvents')),
      timeoutSeconds: query.has('timeoutSeconds')
        ? Number(query.get('timeoutSeconds'))
        : undefined,
    });
  }

  private async create(call: ResourceCall): Promise<Reply> {
    const body = await readBody(call);
    const options = writeOptions(call, body);
    const { info, resource } = call;
    const object = this.objects.create(
      resource,
      info.namespace,
      body.value,
      options,
    );
    return json(this.present(call).one(object), 201);
  }

  private async update(call: ResourceCall): Promise<Reply> {
    const body = await readBody(call);
    const { info, resource } = call;
    const options = writeOptions(call, body);
    const object = this.objects.update(
      resource,
      info.namespace,
      info.name,
      body.value,
      options,
    );
    return json(this.present(call).one(object));
  }

  private async patch(call: ResourceCall): Promise<Reply> {
    const { info, resource, request } = call;
    const type = mediaType(request);
    const bytes = await readBytes(request);
    if (type === PATCH_TYPES.apply) {
      return this.apply(call, parseBody(bytes, 'application/yaml'));
    }
    const body = parseBody(bytes, 'application/json');
    const change = patchFunction(resource, type, body.value, info.name);
    const options = writeOptions(call, body);
    const object = this.objects.modify(
      resource,
      info.namespace,
      info.name,
      change,
      options,
    );
    return json(this.present(call).one(object));
  }

  private apply(call: ResourceCall, body: Body): Reply {
    const { info, resource } = call;
    if (!isObject(body.value)) {
      throw badRequest('error decoding YAML: the body is not an object');
    }
    if (!info.query.get('fieldManager')) {
      const field = new FieldError(
        'FieldValueRequired',
        'fieldManager',
        undefined,
        'is required for apply patch',
      );
      throw invalid({ group: 'meta.k8s.io', resource: 'PatchOptions' }, '', [
        field,
      ]);
    }
    if (!this.objects.find(resource, info.namespace, info.name)) {
      call.requireVerb('create');
    }
    const { object, created } = this.objects.apply(
      resource,
      info.namespace,
      info.name,
      body.value,
      {
        ...writeOptions(call, body),
        force: isTrue(info.query.get('force')),
      },
    );
    return json(this.present(call).one(object), created ? 201 : 200);
  }

  private async delete(call: ResourceCall): Promise<Reply> {
    const { info, resource, request } = call;
    const options = deleteOptions(
      info,
      objectBody(await readBytes(request), mediaType(request)),
    );
    const { object, gone } = this.objects.delete(
      resource,
      info.namespace,
      info.name,
      options,
    );
    if (!gone || resource.storageKey === 'pods') {
      return json(this.present(call).one(object), 200);
    }
    return json({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: object.metadata.name,
        ...(resource.group ? { group: resource.group } : {}),
        kind: resource.plural,
        uid: object.metadata.uid,
      },
    });
  }

  private async deleteCollection(call: ResourceCall): Promise<Reply> {
    const { info, resource, request } = call;
    const options = deleteOptions(
      info,
      objectBody(await readBytes(request), mediaType(request)),
    );
    const filter = selectorOf(call);
    const doomed = this.objects
      .list(resource, info.namespace || undefined)
      .filter(filter);
    for (const { metadata } of doomed) {
      this.objects.delete(
        resource,
        metadata.namespace ?? '',
        metadata.name,
        options,
      );
    }
    const metadata = {
      resourceVersion: String(this.objects.store.currentRevision),
    };
    return json(this.present(call).many(doomed, metadata));
  }
}

async function readBody({ request }: ResourceCall): Promise<Body> {
  return parseBody(await readBytes(request), mediaType(request));
}

function selectorOf({
  info,
  resource,
}: ResourceCall): (object: KubeObject) => boolean {
  const labels = labelFilter(info.query.get('labelSelector') ?? undefined);
  const fields = fieldFilter(
    resource,
    info.query.get('fieldSelector') ?? undefined,
  );
  return object => labels(object) && fields(object);
}

/** Logs, exec and the like need a kubelet; there is none. */
function unsupportedSubresource(
  resource: Resource,
  info: RequestInfo,
): ApiError {
  const known = resource.subresources.some(
    ({ name }) => name === info.subresource,
  );
  if (!known) {
    return pathNotFound();
  }
  return new ApiError(
    501,
    'NotImplemented',
    `${resource.plural}/${info.subresource} needs containers that run, and this cluster runs none: its pods are simulated`,
  );
}
