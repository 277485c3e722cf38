import { getPath, isObject, JsonObject } from '../json';
import { SIMULATE_ANNOTATION } from './annotation';
import { SimulatorClient } from './SimulatorClient';
import { bindClaim, releaseVolume } from './volumes';

const RETRY_MS = 500;

const PODS = '/api/v1/pods';
const CLAIMS = '/api/v1/persistentvolumeclaims';

export interface PodSimulatorOptions {
  /** Kubeconfig text (YAML or JSON), not a path. */
  readonly kubeconfig: string;
  /** Ends the simulator. */
  readonly signal: AbortSignal;
  /** Milliseconds from the creation of a pod to Ready, and from there to the end of a Job's pod. Default 50. */
  readonly delayMs?: number;
}

/**
 * Plays the kubelet: pods become Ready, pods of Jobs succeed; and the default
 * StorageClass: claims that name no class are bound. Nothing runs. It is
 * an ordinary API client and works against any API server without nodes.
 * @returns a promise that resolves when `signal` aborts
 */
export async function startPodSimulator({
  kubeconfig,
  signal,
  delayMs = 50,
}: PodSimulatorOptions): Promise<void> {
  const client = new SimulatorClient(kubeconfig);
  const timers = new Set<NodeJS.Timeout>();
  const later = (work: () => Promise<unknown>, ms: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      // a pod that went meanwhile, or a server that stops: the next watch tells
      work().catch(() => undefined);
    }, ms);
    timers.add(timer);
  };
  const onPod = (pod: JsonObject) => {
    const status = nextStatus(pod);
    if (status) {
      later(() => client.patch(`${pathOf(pod)}/status`, { status }), delayMs);
    }
  };
  const onClaim = (claim: JsonObject) =>
    later(() => bindClaim(client, claim), delayMs);
  const onClaimGone = (claim: JsonObject) =>
    later(() => releaseVolume(client, claim), 0);
  const keepWatching = async (...watched: Watched) => {
    const [path, onObject, onGone] = watched;
    while (!signal.aborted) {
      await client.watch(path, signal, onObject, onGone).catch(() => undefined);
      await pause(RETRY_MS, signal);
    }
  };
  try {
    await Promise.all([
      keepWatching(PODS, onPod),
      keepWatching(CLAIMS, onClaim, onClaimGone),
    ]);
  } finally {
    timers.forEach(timer => clearTimeout(timer));
    client.close();
  }
}

type OnObject = (object: JsonObject) => void;
type Watched = [path: string, onObject: OnObject, onGone?: OnObject];

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, ms);
    const cut = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', cut, { once: true });
  });
}

function pathOf(pod: JsonObject): string {
  const { namespace, name } = pod.metadata as {
    namespace: string;
    name: string;
  };
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

/** The status that a pod takes next, or undefined when it has arrived. */
function nextStatus(pod: JsonObject): JsonObject | undefined {
  const metadata = isObject(pod.metadata) ? pod.metadata : {};
  const wish = getPath(metadata, ['annotations', SIMULATE_ANNOTATION]);
  if (metadata.deletionTimestamp) {
    return undefined;
  }
  const phase = getPath(pod, ['status', 'phase']);
  if (phase === 'Pending' || phase === undefined) {
    return wish === 'never-ready' ? waiting(pod) : running(pod);
  }
  const endsByItself = getPath(pod, ['spec', 'restartPolicy']) !== 'Always';
  if (phase === 'Running' && endsByItself) {
    return ended(pod, wish !== 'fail');
  }
  return undefined;
}

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

function containers(pod: JsonObject): JsonObject[] {
  const list = getPath(pod, ['spec', 'containers']);
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function condition(type: string, isTrue: boolean, reason?: string): JsonObject {
  return {
    type,
    status: isTrue ? 'True' : 'False',
    lastTransitionTime: now(),
    ...(reason ? { reason } : {}),
  };
}

function conditions(isReady: boolean, reason?: string): JsonObject[] {
  return [
    condition('PodScheduled', true),
    condition('Initialized', true),
    condition('ContainersReady', isReady, reason),
    condition('Ready', isReady, reason),
  ];
}

function containerStatus(
  container: JsonObject,
  state: JsonObject,
  isReady: boolean,
): JsonObject {
  return {
    name: container.name,
    image: container.image,
    imageID: '',
    ready: isReady,
    started: isReady,
    restartCount: 0,
    state,
  };
}

function running(pod: JsonObject): JsonObject {
  const started = now();
  return {
    phase: 'Running',
    startTime: started,
    conditions: conditions(true),
    containerStatuses: containers(pod).map(item =>
      containerStatus(item, { running: { startedAt: started } }, true),
    ),
  };
}

/** A pod whose image never comes; it keeps its phase, so it is told once. */
function waiting(pod: JsonObject): JsonObject | undefined {
  if (getPath(pod, ['status', 'containerStatuses'])) {
    return undefined;
  }
  const state = {
    waiting: {
      reason: 'ImagePullBackOff',
      message: 'the simulator was asked for a pod that is never ready',
    },
  };
  return {
    phase: 'Pending',
    startTime: now(),
    conditions: conditions(false, 'ContainersNotReady'),
    containerStatuses: containers(pod).map(item =>
      containerStatus(item, state, false),
    ),
  };
}

function ended(pod: JsonObject, isSuccess: boolean): JsonObject {
  const finished = now();
  const state = {
    terminated: {
      exitCode: isSuccess ? 0 : 1,
      reason: isSuccess ? 'Completed' : 'Error',
      startedAt: finished,
      finishedAt: finished,
    },
  };
  return {
    phase: isSuccess ? 'Succeeded' : 'Failed',
    conditions: conditions(false, isSuccess ? 'PodCompleted' : 'PodFailed'),
    containerStatuses: containers(pod).map(item =>
      containerStatus(item, state, false),
    ),
  };
}
