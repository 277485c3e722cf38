import {
  badRequest,
  methodNotAllowed,
  unsupportedMediaType,
} from '../../errors/ApiError';
import {
  getPath,
  isObject,
  JsonObject,
  KubeObject,
  withPath,
} from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { jsonPatch } from '../../patch/jsonPatch';
import { mergePatch } from '../../patch/mergePatch';
import { ScalePaths } from '../../resources/Resource';
import { mediaType, parseBody, readBytes } from '../body';
import { json, Reply } from '../Reply';
import { ResourceCall } from './ResourceCall';
import { writeOptions } from './writeOptions';

/** The /scale subresource: an autoscaling/v1 Scale in front of the object's own replicas. */
export async function scaleHandler(
  objects: ObjectService,
  call: ResourceCall,
): Promise<Reply> {
  const { info, resource } = call;
  const paths = resource.scale as ScalePaths;
  const live = objects.get(resource, info.namespace, info.name);
  const scale = scaleOf(live, paths);
  if (info.verb === 'get') {
    return json(scale);
  }
  const next = await changedScale(call, scale);
  const replicas = getPath(next, ['spec', 'replicas']) ?? 0;
  if (typeof replicas !== 'number' || replicas < 0) {
    throw badRequest(
      `Scale.autoscaling "${info.name}" is invalid: spec.replicas: must be greater than or equal to 0`,
    );
  }
  const version = isObject(next.metadata)
    ? next.metadata.resourceVersion
    : undefined;
  const object = objects.modify(
    resource,
    info.namespace,
    info.name,
    current =>
      withPath(withVersion(current, version), paths.specReplicas, replicas),
    { ...writeOptions(call), subresource: 'scale' },
  );
  return json(scaleOf(object, paths));
}

function withVersion(object: KubeObject, version: unknown): KubeObject {
  return typeof version === 'string' && version
    ? { ...object, metadata: { ...object.metadata, resourceVersion: version } }
    : object;
}

async function changedScale(
  call: ResourceCall,
  scale: JsonObject,
): Promise<JsonObject> {
  const { info, request } = call;
  const type = mediaType(request);
  const { value } = parseBody(await readBytes(request), type);
  if (info.verb === 'update') {
    return value as JsonObject;
  }
  if (info.verb !== 'patch') {
    throw methodNotAllowed();
  }
  if (type === 'application/json-patch+json') {
    return jsonPatch(scale, value);
  }
  if (
    type === 'application/merge-patch+json' ||
    type === 'application/strategic-merge-patch+json'
  ) {
    return mergePatch(scale, value) as JsonObject;
  }
  throw unsupportedMediaType([
    'application/json-patch+json',
    'application/merge-patch+json',
  ]);
}

function scaleOf(object: KubeObject, paths: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  const selector = paths.labelSelector && getPath(object, paths.labelSelector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: getPath(object, paths.specReplicas) ?? 0 },
    status: {
      replicas: getPath(object, paths.statusReplicas) ?? 0,
      ...(selector ? { selector: selectorText(selector) } : {}),
    },
  };
}

function selectorText(selector: unknown): string {
  if (!isObject(selector)) {
    return String(selector);
  }
  const labels = isObject(selector.matchLabels) ? selector.matchLabels : {};
  return Object.keys(labels)
    .sort()
    .map(key => `${key}=${labels[key]}`)
    .join(',');
}
