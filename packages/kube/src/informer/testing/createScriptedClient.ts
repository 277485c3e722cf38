import { Clock, sleep, systemClock } from '../../api/clock';
import { KubeObject, WatchEvent } from '../../api/types';
import { KubeClient } from '../../client/KubeClient';
import { ListOptions, WatchOptions } from '../../client/options';

/** What one watch does: events, pauses, a failure, an end, or to stay open. */
export type WatchScript = (
  | WatchEvent<KubeObject>
  | { readonly pauseMs: number }
  | Error
  | 'open'
  | 'hang'
  | 'end'
)[];

/** What one list call gives. */
export type ListStep = KubeObject[] | Error;

export const TYPE = { apiVersion: 'v1', kind: 'ConfigMap' };

/** A ConfigMap in namespace `ns`. */
export function configMap(
  name: string,
  resourceVersion: string,
  labels?: Record<string, string>,
): KubeObject {
  return {
    ...TYPE,
    metadata: { name, namespace: 'ns', uid: name, resourceVersion, labels },
  };
}

/** Lets promises and immediates that wait run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

/**
 * A client that answers lists and watches from a script; past its end lists
 * are empty and watches stay open. List n has resourceVersion 100 + n.
 */
export function createScriptedClient(
  lists: ListStep[],
  watches: WatchScript[],
  clock: Clock = systemClock,
) {
  const calls: string[] = [];
  const open = new Set<AbortSignal>();
  let version = 100;
  const client = {
    async listAll(_type: unknown, _options: ListOptions) {
      calls.push('list');
      const items = lists.shift() ?? [];
      if (items instanceof Error) throw items;
      version += 1;
      return { metadata: { resourceVersion: String(version) }, items };
    },
    async *watch(_type: unknown, options: WatchOptions) {
      calls.push(`watch ${options.resourceVersion}`);
      for (const step of watches.shift() ?? ['open', 'hang']) {
        if (step instanceof Error) throw step;
        if (step === 'end') return;
        if (step === 'open') options.onOpen?.();
        else if (typeof step === 'object' && 'pauseMs' in step) {
          await sleep(clock, step.pauseMs, options.signal);
        } else if (step === 'hang') await waitForAbort(options.signal, open);
        else yield step;
      }
    },
  };
  return { client: client as unknown as KubeClient, calls, open };
}

function waitForAbort(
  signal: AbortSignal | undefined,
  open: Set<AbortSignal>,
): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else if (signal) open.add(signal);
    signal?.addEventListener('abort', () => {
      open.delete(signal);
      reject(signal.reason);
    });
  });
}
