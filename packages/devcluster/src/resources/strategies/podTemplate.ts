import { isObject, JsonObject } from '../../json';
import { withDefaults, within, withinEach } from './defaulting';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
/** Volume sources with file modes: 0644. */
const MODE_SOURCES = ['secret', 'configMap', 'downwardAPI', 'projected'];
const DEFAULT_MODE = 420;

/** The defaults of a pod spec, as the API server fills them in. */
export function defaultPodSpec(spec: JsonObject): JsonObject {
  const filled = withDefaults(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  const named = shareServiceAccountName(filled);
  const withContainers = [
    'containers',
    'initContainers',
    'ephemeralContainers',
  ].reduce((object, key) => withinEach(object, key, defaultContainer), named);
  return withinEach(withContainers, 'volumes', defaultVolume);
}

/** `serviceAccount` is the old name of `serviceAccountName`; both are stored. */
function shareServiceAccountName(spec: JsonObject): JsonObject {
  const name = spec.serviceAccountName ?? spec.serviceAccount;
  return name
    ? { ...spec, serviceAccountName: name, serviceAccount: name }
    : spec;
}

function defaultContainer(container: JsonObject): JsonObject {
  const filled = withDefaults(container, {
    imagePullPolicy: pullPolicy(String(container.image ?? '')),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  const withPorts = withinEach(filled, 'ports', port =>
    withDefaults(port, { protocol: 'TCP' }),
  );
  const withEnv = withinEach(withPorts, 'env', variable =>
    within(variable, 'valueFrom', from =>
      within(from, 'fieldRef', reference =>
        withDefaults(reference, { apiVersion: 'v1' }),
      ),
    ),
  );
  const withProbes = PROBES.reduce(
    (object, key) => within(object, key, defaultProbe),
    withEnv,
  );
  return within(withProbes, 'lifecycle', lifecycle =>
    HOOKS.reduce(
      (object, key) => within(object, key, defaultHttpGet),
      lifecycle,
    ),
  );
}

function pullPolicy(image: string): string {
  const reference = image.slice(image.lastIndexOf('/') + 1);
  if (reference.includes('@')) {
    return 'IfNotPresent';
  }
  return !reference.includes(':') || reference.endsWith(':latest')
    ? 'Always'
    : 'IfNotPresent';
}

function defaultProbe(probe: JsonObject): JsonObject {
  const filled = withDefaults(probe, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  const withGrpc = within(filled, 'grpc', grpc => ({ service: '', ...grpc }));
  return defaultHttpGet(withGrpc);
}

function defaultHttpGet(handler: JsonObject): JsonObject {
  return within(handler, 'httpGet', get =>
    withDefaults(get, { path: '/', scheme: 'HTTP' }),
  );
}

function requestsFromLimits(resources: JsonObject): JsonObject {
  const { limits } = resources;
  if (!isObject(limits)) {
    return resources;
  }
  const requests = isObject(resources.requests) ? resources.requests : {};
  return { ...resources, requests: { ...limits, ...requests } };
}

function defaultVolume(volume: JsonObject): JsonObject {
  const sources = Object.keys(volume).filter(key => key !== 'name');
  const filled = sources.length === 0 ? { ...volume, emptyDir: {} } : volume;
  const withModes = MODE_SOURCES.reduce(
    (object, key) =>
      within(object, key, source =>
        withDefaults(source, { defaultMode: DEFAULT_MODE }),
      ),
    filled,
  );
  const withHostPath = within(withModes, 'hostPath', path => ({
    type: '',
    ...path,
  }));
  return within(withHostPath, 'projected', projected =>
    withinEach(projected, 'sources', source =>
      within(source, 'serviceAccountToken', token =>
        withDefaults(token, { expirationSeconds: 3600 }),
      ),
    ),
  );
}

/** In a pod itself (not in a template) a limit without a request is also the request. */
export function defaultRequests(spec: JsonObject): JsonObject {
  return ['containers', 'initContainers'].reduce(
    (object, key) =>
      withinEach(object, key, container =>
        within(container, 'resources', requestsFromLimits),
      ),
    spec,
  );
}

/** The defaults of a `spec.template`. */
export function defaultTemplate(owner: JsonObject): JsonObject {
  return within(owner, 'template', template =>
    within(template, 'spec', defaultPodSpec),
  );
}
