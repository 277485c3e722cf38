import { getPath, KubeObject } from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { Reply } from '../Reply';
import { ResourceCall } from './ResourceCall';

/** Annotation of a pod: what its containers are said to have printed. */
const LOG_ANNOTATION = 'backstage-gitops.io/simulate-log';

/** The simulated output of a pod; undefined for a request on anything else, and for a pod without one. */
export function podLog(
  objects: ObjectService,
  { info, resource }: ResourceCall,
): Reply | undefined {
  const isLog =
    info.subresource === 'log' &&
    info.verb === 'get' &&
    resource.storageKey === 'pods';
  if (!isLog) {
    return undefined;
  }
  const pod: KubeObject = objects.get(resource, info.namespace, info.name);
  const text = getPath(pod, ['metadata', 'annotations', LOG_ANNOTATION]);
  return typeof text === 'string'
    ? { status: 200, text, type: 'text/plain' }
    : undefined;
}
