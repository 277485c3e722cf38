import {
  getPath,
  isObject,
  JsonObject,
  KubeObject,
  ObjectMeta,
  OwnerReference,
} from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { asController, requireResource } from '../Controllers';

const MANAGER = 'kube-controller-manager';

/** The pods that `owner` controls, by name. */
export function podsOf(
  objects: ObjectService,
  owner: KubeObject,
): KubeObject[] {
  return objects.store
    .controlledBy('pods', owner.metadata.uid)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** A controller reference to `owner`. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The uid of the object that controls this one. */
function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return (metadata.ownerReferences ?? []).find(
    reference => reference.controller === true,
  );
}

/** Key of the object of `kind` that controls this one; none when nothing of it does. */
export function ownerKeys(object: KubeObject, kind: string): readonly string[] {
  const owner = controllerOf(object);
  return owner?.kind === kind
    ? [`${object.metadata.namespace}/${owner.name}`]
    : [];
}

/** Whether a pod still counts for its owner. */
export function isActive(pod: KubeObject): boolean {
  const phase = getPath(pod, ['status', 'phase']);
  return (
    !pod.metadata.deletionTimestamp &&
    phase !== 'Failed' &&
    phase !== 'Succeeded'
  );
}

export function isReady(pod: KubeObject): boolean {
  const conditions = getPath(pod, ['status', 'conditions']);
  return (
    Array.isArray(conditions) &&
    conditions
      .filter(isObject)
      .some(({ type, status }) => type === 'Ready' && status === 'True')
  );
}

/** Creates a pod from the template of `owner`. */
export function createPod(
  objects: ObjectService,
  owner: KubeObject,
  name: Partial<ObjectMeta>,
  labels: Record<string, string> = {},
): void {
  const template = getPath(owner, ['spec', 'template']) as JsonObject;
  const metadata = isObject(template.metadata) ? template.metadata : {};
  const known = isObject(metadata.labels) ? metadata.labels : {};
  objects.create(
    requireResource(objects, 'v1', 'Pod'),
    owner.metadata.namespace ?? '',
    {
      metadata: {
        ...metadata,
        ...name,
        labels: { ...known, ...labels },
        ownerReferences: [controllerReference(owner)],
      },
      spec: template.spec,
    },
    asController(MANAGER),
  );
}

export function deletePod(
  objects: ObjectService,
  { metadata }: KubeObject,
): void {
  const pods = requireResource(objects, 'v1', 'Pod');
  objects.delete(pods, metadata.namespace ?? '', metadata.name, {
    dryRun: false,
  });
}

/** Writes a status through /status; an unchanged one writes nothing. */
export function writeStatus(
  objects: ObjectService,
  object: KubeObject,
  status: JsonObject,
): void {
  const resource = requireResource(objects, object.apiVersion, object.kind);
  const { namespace = '', name } = object.metadata;
  objects.modify(
    resource,
    namespace,
    name,
    live => ({ ...live, status }),
    asController(MANAGER, 'status'),
  );
}

/** Updates a condition in a list, keeping its transition time while its status stays. */
export function withCondition(
  objects: ObjectService,
  known: unknown,
  condition: { type: string; status: string; reason: string; message: string },
): JsonObject[] {
  const list = Array.isArray(known) ? known.filter(isObject) : [];
  const before = list.find(({ type }) => type === condition.type);
  const now = objects.now();
  const isSame = before?.status === condition.status;
  const isUnchanged =
    isSame &&
    before?.reason === condition.reason &&
    before?.message === condition.message;
  const next = isUnchanged
    ? before
    : {
        ...condition,
        lastTransitionTime: isSame ? before?.lastTransitionTime : now,
        lastUpdateTime: now,
      };
  return before
    ? list.map(item => (item === before ? next : item))
    : [...list, next];
}

/** A short, stable hash of a JSON value, in the alphabet of generated names. */
export function hashOf(value: unknown): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  let hash = 2166136261;
  for (const character of JSON.stringify(value)) {
    // eslint-disable-next-line no-bitwise
    hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  }
  let text = '';
  for (let index = 0; index < 9; index += 1) {
    text += alphabet[hash % alphabet.length];
    hash = Math.floor(hash / alphabet.length) + index * 7919;
  }
  return text;
}
